package dev.latchkey.runtime.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.trace.TraceIds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what woven calls did and tells it as totals, as the last minute and as live series.
 * Thread-safe; recording takes no lock and forgets nothing. What is told of a time changes only
 * with {@link #tick()}.
 */
public final class Metrics implements OperationSink {
  /** An hour of ticks: the usual capacity of the live series. */
  public static final int SERIES_CAPACITY = 3600;

  private static final int WINDOW_SECONDS = 60;
  private static final Duration WINDOW = Duration.ofSeconds(WINDOW_SECONDS);

  private final Ticker ticker;
  private final AgentErrors errors = new AgentErrors();
  private final OperationMeter operations = new OperationMeter();
  private final Map<Layer, OutcomeCounters> outcomes = new EnumMap<>(Layer.class);
  private final ConnectionMeter connections = new ConnectionMeter();
  private final SeriesStore series;
  private final SlowOperations slow;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, MeteredTarget> targets = new LinkedHashMap<>();

  @GuardedBy("lock")
  private final Map<Layer, LayerLoads> loads = new EnumMap<>(Layer.class);

  // Confined to the ticking thread.
  private final IntervalReader intervals;
  private final PartsReader parts = new PartsReader(operations);
  private final SystemReader system = new SystemReader(errors);
  private long ticks;
  private final Deque<Interval> window = new ArrayDeque<>(WINDOW_SECONDS);

  private volatile @Nullable OperationTracker tracker;
  private final List<SpanListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Summary summary;
  private volatile double ownCpuSeconds = Double.NaN;
  private volatile double ownCpuRatio = Double.NaN;

  /**
   * Creates metrics without a figure. Reads nothing of the JVM until the first tick.
   *
   * @param seriesCapacity how many ticks the live series keep, such as {@link #SERIES_CAPACITY}
   */
  public Metrics(Ticker ticker, int seriesCapacity) {
    this.ticker = ticker;
    slow = new SlowOperations(ticker, new TraceIds());
    for (Layer layer : Layer.values()) {
      var calls = new UncachedCalls();
      outcomes.put(layer, new OutcomeCounters(() -> uncached(layer, calls)));
      loads.put(layer, new LayerLoads());
    }
    series = new SeriesStore(seriesCapacity, newEpoch(), errors);
    intervals = new IntervalReader(ticker, operations, outcomes, connections);
    summary = summarize(Interval.NONE, WINDOW, SystemSummary.UNKNOWN);
  }

  /**
   * Returns the meter of a target. A target that is registered as it was keeps its figures; one
   * that was changed replaces the other of its name and begins at zero.
   */
  public TargetMeter register(TargetInfo info) {
    synchronized (lock) {
      MeteredTarget known = targets.get(info.name());
      if (known != null && known.info().equals(info)) {
        return known;
      }
      var layerOutcomes = Objects.requireNonNull(outcomes.get(info.layer()));
      var target = new MeteredTarget(info, layerOutcomes);
      targets.put(info.name(), target);
      return target;
    }
  }

  /** Notes where the weaving of a target stands; does nothing when there is no such target. */
  public void weaving(String targetName, WeavingStatus status) {
    synchronized (lock) {
      MeteredTarget target = targets.get(targetName);
      if (target != null) {
        target.weaving(status);
      }
    }
  }

  /**
   * Notes why the calls of a woven target are not answered, and keeps showing that whatever is
   * woven later; does nothing when there is no such target.
   *
   * @param state {@code WOVEN} for one that is only timed, {@code SWITCHED_OFF} for one that is not
   *     even that
   */
  public void note(String targetName, WeavingStatus.State state, String reason) {
    synchronized (lock) {
      MeteredTarget target = targets.get(targetName);
      if (target != null) {
        target.note(state, reason);
      }
    }
  }

  /**
   * Shows why the cache of a woven target is left out for now, or with no reason that it is not any
   * more; does nothing when there is no such target.
   */
  public void rests(String targetName, String reason) {
    synchronized (lock) {
      MeteredTarget target = targets.get(targetName);
      if (target != null) {
        target.rests(reason);
      }
    }
  }

  /** Returns what says whether a target's cache pays; no calls of a target that there is not. */
  public CacheUse use(String targetName) {
    synchronized (lock) {
      MeteredTarget target = targets.get(targetName);
      return target == null ? CacheUse.NONE : target.use();
    }
  }

  /**
   * Forgets all targets but these and puts them in this order; what the others added to the figures
   * of their layers stays. The meter of a target that is forgotten may still be called.
   *
   * @param meters what {@link #register} returned; those that were forgotten since are taken in
   *     again
   */
  public void retain(Collection<? extends TargetMeter> meters) {
    synchronized (lock) {
      targets.clear();
      for (TargetMeter meter : meters) {
        if (meter instanceof MeteredTarget target) {
          targets.put(target.info().name(), target);
        }
      }
    }
  }

  /** Returns what each target did since it was registered, in the order of registration. */
  public List<TargetSnapshot> targets() {
    return registered().stream().map(MeteredTarget::snapshot).toList();
  }

  /** Returns what was woven for each target, in the order of registration. */
  public List<TargetWeaving> weavings() {
    return registered().stream().map(MeteredTarget::withoutFigures).toList();
  }

  /** Returns the key figures of the last minute, as of the last tick. */
  public Summary summary() {
    return summary;
  }

  /**
   * Returns the key figures of the last {@code seconds}, as of the last tick.
   *
   * @param seconds 1 to {@value #WINDOW_SECONDS}
   */
  public Summary summary(int seconds) {
    if (seconds < 1 || seconds > WINDOW_SECONDS) {
      throw new IllegalArgumentException(
          "seconds is " + seconds + ", allowed is 1 to " + WINDOW_SECONDS);
    }
    List<Interval> last;
    synchronized (window) {
      last = window.stream().skip(Math.max(0, window.size() - seconds)).toList();
    }
    return summarize(Interval.sum(last), Duration.ofSeconds(seconds), summary.system());
  }

  /** Returns the slowest auth operations of the last minutes. */
  public SlowOperations slow() {
    return slow;
  }

  /** Returns the meter of database connections. */
  public ConnectionMeter connections() {
    return connections;
  }

  /** Returns the live series. */
  public SeriesStore series() {
    return series;
  }

  /** Says what follows the operations, which knows how many run and what following costs. */
  public void follow(OperationTracker operationTracker) {
    tracker = operationTracker;
  }

  private long running() {
    OperationTracker known = tracker;
    return known == null ? 0 : known.running();
  }

  /** Returns what the agent takes for itself; times of its threads as of the last tick. */
  public AgentCost agentCost() {
    OperationTracker known = tracker;
    long samples = known == null ? 0 : known.callCost().samples();
    return new AgentCost(
        ownCpuRatio,
        ownCpuSeconds,
        heapBytes(),
        known == null || samples == 0 ? Double.NaN : (double) known.callCost().sumNanos() / samples,
        samples,
        errors.total());
  }

  private double heapBytes() {
    long bytes = operations.bytes() + series.bytes();
    for (MeteredTarget target : registered()) {
      bytes += target.bytes();
    }
    return bytes;
  }

  /** Has {@code listener} told of every second from now on, on the ticking thread. */
  public void onSpan(SpanListener listener) {
    listeners.add(listener);
  }

  /** Returns the counters of the agent's own failures. */
  public AgentErrors errors() {
    return errors;
  }

  /** Returns everything that counts from the start, for monitoring systems. */
  public MetricsExport export() {
    var counts = new EnumMap<Layer, Map<CacheOutcome, Long>>(Layer.class);
    outcomes.forEach(
        (layer, counters) -> {
          Map<CacheOutcome, Long> occurred = counters.counts();
          if (!occurred.isEmpty()) {
            counts.put(layer, occurred);
          }
        });
    return new MetricsExport(
        operations.export(),
        operations.succeeded(),
        operations.failed(),
        failures(),
        running(),
        operations.cohorts(),
        registered().stream().map(MeteredTarget::counters).toList(),
        counts,
        cacheLoads(),
        connections.export(),
        connections.pools(),
        connections.open());
  }

  private List<HistogramExport> cacheLoads() {
    synchronized (lock) {
      List<HistogramExport> exports = new ArrayList<>();
      loads.forEach(
          (layer, ofLayer) -> ofLayer.export(layer, targets.values()).ifPresent(exports::add));
      return exports;
    }
  }

  private Map<FailureKind, Long> failures() {
    var failed = new EnumMap<FailureKind, Long>(FailureKind.class);
    for (FailureKind kind : FailureKind.values()) {
      failed.put(kind, operations.failed(kind));
    }
    return failed;
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    operations.finished(operation, elapsedNanos, failed);
    slow.finished(operation, elapsedNanos, failed);
  }

  /**
   * Closes the time since the last tick: moves the window on, appends to the live series and calls
   * their listeners. To be called once a second, by one thread of the agent and not before the
   * application's main method: the first tick loads the JVM's management classes.
   */
  public void tick() {
    SystemSummary figures = system.read();
    Interval interval = intervals.next();
    double before = ownCpuSeconds;
    ownCpuSeconds = system.ownCpuSeconds();
    ownCpuRatio = (ownCpuSeconds - before) / interval.seconds();
    synchronized (window) {
      if (window.size() == WINDOW_SECONDS) {
        window.removeFirst();
      }
      window.addLast(interval);
      summary = summarize(Interval.sum(window), WINDOW, figures);
    }
    if (++ticks % WINDOW_SECONDS == 0) {
      slow.minute();
    }
    long wallMillis = ticker.wallMillis();
    SpanParts single = parts.next(TimeUnit.MILLISECONDS.toSeconds(wallMillis), registered());
    Span span = Span.of(interval, figures, connections.pools(), single);
    tell(series.append(wallMillis, span.values()), span);
  }

  private void tell(Tick tick, Span span) {
    for (SpanListener listener : listeners) {
      try {
        listener.closed(tick.epochSecond(), span);
      } catch (Throwable failure) {
        errors.count(AgentErrors.Border.BACKGROUND, "span-listener", failure);
      }
    }
  }

  private Summary summarize(Interval interval, Duration span, SystemSummary figures) {
    return new Summary(
        ticker.now(),
        span,
        interval.auth().summary(),
        interval.authPerSecond(),
        interval.successRatio(),
        interval.failures(),
        running(),
        interval.meanMillisByLayer(),
        interval.outcomes(),
        interval.connections(),
        connections.open(),
        figures,
        agentCost());
  }

  private long uncached(Layer layer, UncachedCalls calls) {
    synchronized (lock) {
      return calls.sum(
          targets.values().stream().filter(target -> target.info().layer() == layer).toList());
    }
  }

  private List<MeteredTarget> registered() {
    synchronized (lock) {
      return new ArrayList<>(targets.values());
    }
  }

  private static String newEpoch() {
    // Only has to differ from the last start; a secure generator would load providers at start.
    return Long.toUnsignedString(new SplittableRandom().nextLong(), Character.MAX_RADIX);
  }
}
