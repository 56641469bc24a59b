package dev.latchkey.runtime.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the methods that an application authenticates by, for a bounded time. Thread-safe: one
 * scan at a time, on a thread of the agent; its findings stay until the next one ends.
 *
 * <pre>
 *   start           the way to some choke point is known      time is over, or stop
 *   -----> choke points are woven -----> methods on the ways are watched too -----> all unwoven
 * </pre>
 *
 * <p>The choke point of shared keys is woven later, and only if no token was seen verified by a
 * public key until then: a driver that hashes a password to log in has its loop of thousands of
 * codes in the same class, and the JVM would compile that loop anew, at the begin and at the end.
 */
public final class Discovery implements AutoCloseable {
  /** How long a scan takes unless somebody says otherwise. */
  public static final Duration DEFAULT_LENGTH = Duration.ofMinutes(2);

  /** The shortest scan. */
  public static final Duration SHORTEST = Duration.ofSeconds(5);

  /** The longest scan. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private static final long LOOK_MILLIS = 50;
  private static final long LOOK_MILLIS_AT_REST = 200;

  /**
   * The part of a scan after which the first methods are watched. Each later pause is twice as
   * long: whatever calls a class that is woven once more has to be compiled once more.
   */
  private static final int FIRST_ROUND = 24;

  /** By the second round the methods that the first one found have been watched for a while. */
  private static final int ROUND_OF_SHARED_KEYS = 2;

  private static final Set<Choke> SHARED_KEYS = EnumSet.of(Choke.MAC);

  private static final int MOST_METHODS = 64;
  private static final long CLOSE_SECONDS = 20;
  // What a passage or a call costs besides the walk of its stack, by the micro-costs of weaving.
  private static final long PASSAGE_NANOS = 250;

  private final ChokePoints points;
  private final EventLog events;
  private final AgentErrors errors;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable Run run;

  private volatile @Nullable Result last;

  /** Looks for nothing before {@link #start}. */
  public Discovery(ChokePoints points, EventLog events, AgentErrors errors, Ticker ticker) {
    this.points = points;
    this.events = events;
    this.errors = errors;
    this.ticker = ticker;
  }

  /**
   * How a scan goes, or went. Immutable.
   *
   * @param startedAt absent when there was none
   * @param secondsLeft 0 when none runs
   * @param passages calls and passages of choke points that were taken in
   * @param stacks how many stacks were walked
   * @param methods how many methods are watched
   * @param overheadRatio CPU time that it took, as a share of one core; an estimate from above
   * @param trouble why it could not be done; empty when it could
   * @param findings of the scan that ended last, or as far as the running one has come
   */
  public record View(
      boolean running,
      @Nullable Instant startedAt,
      double secondsLeft,
      double lengthSeconds,
      long passages,
      long stacks,
      int methods,
      double overheadRatio,
      String trouble,
      Findings findings) {}

  private record Result(View view) {}

  /** One scan under way. */
  private static final class Run {
    final Scan scan;
    final Instant startedAt;
    final long beganNanos;
    final Duration length;
    final CountDownLatch stop = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile long busyNanos;
    volatile String trouble = "";

    Run(Ticker ticker, Duration length) {
      scan = new Scan(ticker);
      startedAt = ticker.now();
      beganNanos = ticker.nanos();
      this.length = length;
    }
  }

  /**
   * Begins a scan.
   *
   * @param length from {@link #SHORTEST} to {@link #LONGEST}
   * @param actor who asks, for the event log
   * @return whether it was begun; not while one runs
   */
  public boolean start(Duration length, String actor) {
    Run next = new Run(ticker, length);
    lock.lock();
    try {
      if (run != null) {
        return false;
      }
      run = next;
    } finally {
      lock.unlock();
    }
    events.add(
        "discovery.started",
        Severity.INFO,
        actor,
        "Discovery looks at this application for " + length.toSeconds() + " s.");
    AgentThread.of("discover", () -> work(next)).start();
    return true;
  }

  /**
   * Ends the scan that runs; what it found so far is its findings.
   *
   * @return whether one ran
   */
  public boolean stop() {
    Run running = running();
    if (running == null) {
      return false;
    }
    running.stop.countDown();
    try {
      if (!running.ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        errors.count(Border.BACKGROUND, "discovery", new IllegalStateException("does not end"));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** Ends the scan that runs, if one does. */
  @Override
  public void close() {
    stop();
  }

  /** Returns how it goes. */
  public View view() {
    Run running = running();
    if (running != null) {
      return view(running, true, new Finder(running.scan, points::targetOf).find());
    }
    Result ended = last;
    return ended != null
        ? ended.view
        : new View(false, null, 0, 0, 0, 0, 0, Double.NaN, "", Findings.NONE);
  }

  private @Nullable Run running() {
    lock.lock();
    try {
      return run;
    } finally {
      lock.unlock();
    }
  }

  private void work(Run running) {
    try {
      points.open(running.scan, EnumSet.complementOf(EnumSet.copyOf(SHARED_KEYS)));
      look(running);
    } catch (Throwable failure) {
      running.trouble = "the choke points could not be woven: " + failure.getClass().getName();
      errors.count(Border.BACKGROUND, "discovery", failure);
    }
    try {
      end(running);
    } catch (Throwable failure) {
      errors.count(Border.BACKGROUND, "discovery", failure);
    } finally {
      lock.lock();
      try {
        run = null;
      } finally {
        lock.unlock();
      }
      running.ended.countDown();
    }
  }

  private void end(Run running) {
    Findings findings = new Finder(running.scan, points::targetOf).find();
    View view = view(running, false, findings);
    running.scan.end();
    try {
      points.close();
    } finally {
      last = new Result(view);
      events.add(
          "discovery.ended",
          Severity.INFO,
          "auto",
          "Discovery proposes " + findings.proposals().size() + " methods as targets.");
    }
  }

  private void look(Run running) throws InterruptedException {
    long length = running.length.toNanos();
    long first = Math.max(length / FIRST_ROUND, TimeUnit.MILLISECONDS.toNanos(500));
    long round = first;
    int rounds = 0;
    long pause = LOOK_MILLIS;
    long looked = ticker.nanos();
    long wovenAt = running.beganNanos;
    long busy = 0;
    Set<MethodId> asked = new HashSet<>();
    while (ticker.nanos() - running.beganNanos < length) {
      if (running.stop.await(pause, TimeUnit.MILLISECONDS)) {
        return;
      }
      long now = ticker.nanos();
      boolean waits = running.scan.lookForWaits(now - looked);
      pause = waits ? LOOK_MILLIS : Math.min(2 * pause, LOOK_MILLIS_AT_REST);
      looked = now;
      if (now - wovenAt > round) {
        watch(running.scan, asked);
        rounds++;
        round *= 2;
        if (rounds == ROUND_OF_SHARED_KEYS && !running.scan.verifiesTokens()) {
          openSharedKeys(running.scan);
          round = first;
        }
        wovenAt = ticker.nanos();
      }
      busy += ticker.nanos() - now;
      running.busyNanos = busy;
    }
  }

  /** What is open already goes on without them. */
  private void openSharedKeys(Scan scan) {
    try {
      points.open(scan, SHARED_KEYS);
    } catch (Exception left) {
      errors.count(Border.BACKGROUND, "discovery", left);
    }
  }

  private void watch(Scan scan, Set<MethodId> asked) {
    List<MethodId> more =
        scan.paths().methods().stream()
            .filter(method -> !asked.contains(method))
            .limit(Math.max(0, MOST_METHODS - asked.size()))
            .toList();
    if (!more.isEmpty()) {
      asked.addAll(more);
      points.watch(scan, more);
    }
  }

  private View view(Run running, boolean runs, Findings findings) {
    long elapsed = Math.max(1, ticker.nanos() - running.beganNanos);
    Scan scan = running.scan;
    long own = scan.ownNanos() + running.busyNanos + scan.seen() * PASSAGE_NANOS;
    double left = (running.length.toNanos() - elapsed) / 1e9;
    return new View(
        runs,
        running.startedAt,
        runs ? Math.max(0, left) : 0,
        running.length.toMillis() / 1e3,
        scan.seen(),
        scan.paths().walked(),
        scan.watched().size(),
        own / (double) elapsed,
        running.trouble,
        findings);
  }
}
