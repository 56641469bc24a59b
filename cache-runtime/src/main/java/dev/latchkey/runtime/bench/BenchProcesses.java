package dev.latchkey.runtime.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The measurements that were begun over HTTP: one at a time, the last ten are known. Thread-safe.
 *
 * <pre>
 *   running --its process ends--> complete, stopped, failed
 *   running --abort--> ending --its process ends--> stopped, complete, failed
 * </pre>
 */
public final class BenchProcesses implements AutoCloseable {
  /** How many are known. */
  public static final int MOST = 10;

  private final Supplier<List<String>> launcher;
  private final EventLog events;
  private final Ticker ticker;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, BenchProcessState> known = new LinkedHashMap<>();

  @GuardedBy("lock")
  private @Nullable BenchProcess running;

  @GuardedBy("lock")
  private long begun;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Knows none.
   *
   * @param launcher the words that come before {@code bench} on a command line; none where no
   *     process can be started
   */
  public BenchProcesses(Supplier<List<String>> launcher, EventLog events, Ticker ticker) {
    this.launcher = launcher;
    this.events = events;
    this.ticker = ticker;
  }

  /**
   * Begins one.
   *
   * @param agent where the agent in the service answers, if it does so without a token
   * @return how it stands; empty while another one runs
   * @throws IOException with a sentence when its process cannot be started
   */
  public Optional<BenchProcessState> begin(BenchOrder order, String actor, Optional<URI> agent)
      throws IOException {
    synchronized (lock) {
      if (running != null || closed) {
        return Optional.empty();
      }
      List<String> words = launcher.get();
      if (words.isEmpty()) {
        throw new IOException("this agent does not know the file that it came from");
      }
      String id = "run-" + (begun + 1);
      BenchProcess process = new BenchProcess(words, order, id, agent);
      begun++;
      running = process;
      BenchProcessState state = BenchProcessState.begun(id, actor, order, ticker.now());
      known.put(id, state);
      if (known.size() > MOST) {
        known.remove(known.keySet().iterator().next());
      }
      AgentThread.of("bench", () -> attend(id, process)).start();
      events.add("bench.started", Event.Severity.INFO, actor, told(order));
      return Optional.of(state);
    }
  }

  private static String told(BenchOrder order) {
    return "A load on "
        + order.target().getHost()
        + order.target().getRawPath()
        + " begins: "
        + String.join(", ", order.names())
        + ".";
  }

  private void attend(String id, BenchProcess process) {
    String said = "";
    Optional<BenchResult> last = Optional.empty();
    try {
      while (!process.awaitEnd()) {
        Optional<BenchResult> soFar = process.result();
        change(id, state -> state.with(soFar));
      }
      last = process.result();
      said = last.isPresent() ? "" : process.lastWords();
    } catch (InterruptedException detached) {
      Thread.currentThread().interrupt();
    } finally {
      process.close();
      over(id, last, said);
    }
  }

  private void over(String id, Optional<BenchResult> last, String said) {
    BenchProcessState end;
    synchronized (lock) {
      running = null;
      end = change(id, state -> state.over(ticker.now(), last, said)).orElse(null);
    }
    if (end != null) {
      boolean well = end.state().equals(ScenarioResult.COMPLETE);
      String why = end.message().isEmpty() ? "" : ": " + end.message();
      events.add(
          "bench.ended",
          well ? Event.Severity.INFO : Event.Severity.WARN,
          end.actor(),
          "The load " + id + " is " + end.state() + why + ".");
    }
  }

  private Optional<BenchProcessState> change(String id, UnaryOperator<BenchProcessState> step) {
    synchronized (lock) {
      return Optional.ofNullable(known.computeIfPresent(id, (same, state) -> step.apply(state)));
    }
  }

  /** Returns those that are known, newest first. */
  public List<BenchProcessState> all() {
    synchronized (lock) {
      List<BenchProcessState> all = new ArrayList<>(known.values());
      Collections.reverse(all);
      return all;
    }
  }

  /** Returns one, if it is known. */
  public Optional<BenchProcessState> named(String id) {
    synchronized (lock) {
      return Optional.ofNullable(known.get(id));
    }
  }

  /**
   * Has one end before its time; what it measured until then stays.
   *
   * @return how it stands; empty when it does not run
   */
  public Optional<BenchProcessState> abort(String id) {
    synchronized (lock) {
      BenchProcess process = running;
      if (process == null || named(id).filter(each -> !each.isOver()).isEmpty()) {
        return Optional.empty();
      }
      process.end();
      return change(id, BenchProcessState::ending);
    }
  }

  /** Ends the one that runs. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (running != null) {
        running.close();
      }
    }
  }
}
