package dev.latchkey.runtime.response;

import dev.latchkey.runtime.config.AddressRange;
import dev.latchkey.runtime.operation.ArrivalSink;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes how long the authentication of a request took into its response, as {@code Server-Timing}
 * (W3C Server Timing, section 3), for clients that are allowed to know: durations tell an attacker
 * what is cached.
 *
 * <p>A response belongs to the thread that serves it, for as long as it does; what authenticates
 * there is told in it as it ends, while headers can be set. Work that goes on elsewhere is told in
 * the response that it was begun for.
 *
 * <p>Thread-safe. Until the first response is served it costs one look at a field for each auth
 * operation, and nothing is woven before clients are configured.
 */
public final class ServerTiming implements OperationSink, ArrivalSink {
  private static final int MOST_FAULTS = 16;

  // Set and removed around each request, so that no thread of the application keeps it.
  @SuppressWarnings("ThreadLocalUsage") // one a runtime; static state would outlive it
  private final ThreadLocal<@Nullable ResponseTiming> serving = new ThreadLocal<>();

  private final Supplier<List<AddressRange>> clients;
  private final Consumer<Throwable> faults;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean used;

  /**
   * Writes nothing while there are no clients.
   *
   * @param clients who may know; may change
   * @param faults takes in what goes wrong with a response; after {@value #MOST_FAULTS} failures
   *     nothing is written any more
   */
  public ServerTiming(Supplier<List<AddressRange>> clients, Consumer<Throwable> faults) {
    this.clients = clients;
    this.faults = faults;
  }

  /** Returns whether responses are looked at. */
  public boolean isOn() {
    return failures.get() < MOST_FAULTS && !clients.get().isEmpty();
  }

  /** Returns whether the calling thread serves a response that was begun here. */
  public boolean isServing() {
    return current() != null;
  }

  /**
   * Notes that the calling thread serves this response from now on, where it serves none.
   *
   * @return ends that, in every outcome and on the same thread
   */
  public Runnable serve(OpenResponse response) {
    used = true;
    serving.set(new ResponseTiming(response, this));
    return serving::remove;
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    ResponseTiming timing = current();
    if (timing != null) {
      timing.finished(operation, elapsedNanos);
    }
  }

  @Override
  public @Nullable LongConsumer begun(Layer layer) {
    ResponseTiming timing = current();
    return timing == null ? null : timing.begun(layer);
  }

  private @Nullable ResponseTiming current() {
    if (!used) {
      return null;
    }
    ResponseTiming timing = serving.get();
    if (timing == null) {
      serving.remove(); // asking alone leaves an entry behind
    }
    return timing;
  }

  boolean allows(@Nullable String client) {
    return client != null && clients.get().stream().anyMatch(range -> range.contains(client));
  }

  void failed(Throwable failure) {
    failures.incrementAndGet();
    faults.accept(failure);
  }
}
