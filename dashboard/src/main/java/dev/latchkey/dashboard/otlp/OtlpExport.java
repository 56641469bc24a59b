package dev.latchkey.dashboard.otlp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.dashboard.otlp.OtlpSender.Answer;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.ExportConfig.Otlp;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends the figures of {@code /metrics} to a collector, again and again, on a thread of its own.
 * What a collector does not take is not kept: the next export holds it. The first failure of a row
 * is an event, and so is its end. Thread-safe.
 */
public final class OtlpExport implements AutoCloseable {
  private static final Duration MOST_BACK_OFF = Duration.ofMinutes(5);
  private static final long CLOSE_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 10;

  private final Duration interval;
  private final String address;
  private final OtlpSender sender;
  private final OtlpJson form;
  private final Supplier<MetricSnapshots> figures;
  private final EventLog events;
  private final AgentErrors errors;
  private final Ticker ticker;
  private final AgentThread thread = AgentThread.of("otlp", this::run);
  private final Object lock = new Object();

  @GuardedBy("lock")
  private boolean closed;

  /** The thread's own: exports that failed one after the other. */
  private int failures;

  /** Sends nothing before {@link #start}. */
  public OtlpExport(
      Otlp otlp,
      AgentInfo info,
      Supplier<MetricSnapshots> figures,
      EventLog events,
      AgentErrors errors,
      Ticker ticker) {
    interval = otlp.interval();
    address = otlp.metricsAddress().toString();
    sender = new OtlpSender(otlp.metricsAddress(), otlp.headersFile());
    form = new OtlpJson(resource(info), info.version(), info.startedAt());
    this.figures = figures;
    this.events = events;
    this.errors = errors;
    this.ticker = ticker;
  }

  private static Map<String, String> resource(AgentInfo info) {
    var resource = new LinkedHashMap<String, String>();
    String named = System.getenv("OTEL_SERVICE_NAME");
    resource.put("service.name", named == null || named.isBlank() ? info.application() : named);
    resource.put("service.instance.id", info.pid() + "@" + info.startedAt());
    resource.put("process.pid", Long.toString(info.pid()));
    resource.put("process.runtime.description", info.jvm());
    return resource;
  }

  /** Begins; to be called once, not before the application's main method. */
  public void start() {
    thread.start();
  }

  private void run() {
    Duration pause = interval;
    while (pausedFor(pause)) {
      try {
        Answer answer = sender.send(form.bytes(figures.get(), ticker.now()));
        tell(answer);
        pause = answer.taken() ? interval : backOff(answer);
      } catch (Throwable failure) {
        errors.count(Border.BACKGROUND, "otlp", failure);
        pause = MOST_BACK_OFF;
      }
    }
  }

  private boolean pausedFor(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    synchronized (lock) {
      long left = end - System.nanoTime();
      while (!closed && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException ended) {
          return false;
        }
        left = end - System.nanoTime();
      }
      return !closed;
    }
  }

  /** Returns longer and longer pauses while failures follow each other. */
  private Duration backOff(Answer answer) {
    Duration doubled = interval.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - 1));
    Duration own = answer.passes() ? doubled : MOST_BACK_OFF;
    Duration asked = answer.retryAfter().orElse(Duration.ZERO);
    Duration longer = own.compareTo(asked) >= 0 ? own : asked;
    return longer.compareTo(MOST_BACK_OFF) <= 0 ? longer : MOST_BACK_OFF;
  }

  private void tell(Answer answer) {
    if (answer.taken()) {
      if (failures > 0) {
        events.add("otlp.restored", Severity.INFO, "auto", address + " takes metrics again.");
      }
      failures = 0;
      return;
    }
    if (failures == 0) {
      events.add(
          "otlp.failing",
          Severity.WARN,
          "auto",
          "Metrics do not reach " + address + ": " + answer.reason() + ". It is tried again.");
    }
    failures++;
  }

  /** Ends the thread; an export that is under way is not waited for longer than a second. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
