package dev.latchkey.runtime.jwks;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.store.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Fetches documents again before their lives end, by making the application's own fetches once
 * more, away from its threads. Thread-safe.
 *
 * <p>What a fetch was made on belongs to the application, so it is held weakly between refreshes:
 * that keeps the documents of long-lived key sources fresh without any traffic. An application that
 * makes a key source per request offers one with a look-up; that one is held from the look-up to
 * the end of its refresh, or to the next {@link #tick} if no thread is free by then.
 *
 * <p>Each refresh has a thread of its own, of which there are two at a time: what a library leaves
 * in thread-locals dies with it, and a fetch that hangs holds up one other at most.
 */
public final class KeySetRefresher implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int MOST_OFFERED = 64;

  private final KeySetCache cache;
  private final Consumer<Throwable> faults;
  private final Semaphore free = new Semaphore(THREADS);
  private final Map<Fingerprint, Supplier<Optional<Refetch>>> recent = new ConcurrentHashMap<>();
  private final Map<Fingerprint, Refetch> offered = new ConcurrentHashMap<>();
  private final Map<Fingerprint, Thread> running = new ConcurrentHashMap<>();
  private final Set<Fingerprint> reserved = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Refreshes the documents of {@code cache}.
   *
   * @param faults is told what a {@link Refetch} throws
   */
  public KeySetRefresher(KeySetCache cache, Consumer<Throwable> faults) {
    this.cache = cache;
    this.faults = faults;
  }

  /**
   * Remembers how a source was fetched last.
   *
   * @param weakly gives the fetch as long as the application has what it was made on; holds nothing
   *     of it otherwise
   */
  public void remember(Fingerprint source, Supplier<Optional<Refetch>> weakly) {
    if (!closed && (recent.size() < KeySetSettings.MAX_ENTRIES || recent.containsKey(source))) {
      recent.put(source, weakly);
    }
  }

  /** Returns whether an offer for this source would be taken. */
  public boolean wants(Fingerprint source) {
    return !closed
        && !offered.containsKey(source)
        && !reserved.contains(source)
        && offered.size() < MOST_OFFERED;
  }

  /** Offers a fetch for a source whose document is due. */
  public void offer(Fingerprint source, Refetch refetch) {
    if (wants(source)) {
      offered.putIfAbsent(source, refetch);
    }
  }

  /** Begins what is due, as far as threads are free. To be called once a second. */
  public void tick() {
    List<Fingerprint> due = cache.dueForRefresh();
    for (Fingerprint source : due) {
      if (!reserved.contains(source)) {
        fetch(source).ifPresent(refetch -> begin(source, refetch));
      }
    }
    // Whoever still needs one of them offers it again; until then nothing is held.
    offered.clear();
  }

  private Optional<Refetch> fetch(Fingerprint source) {
    Refetch given = offered.remove(source);
    if (given != null) {
      return Optional.of(given);
    }
    Supplier<Optional<Refetch>> known = recent.get(source);
    Optional<Refetch> alive = known == null ? Optional.empty() : known.get();
    if (known != null && alive.isEmpty()) {
      recent.remove(source, known);
    }
    return alive;
  }

  private void begin(Fingerprint source, Refetch refetch) {
    if (closed || !free.tryAcquire()) {
      return;
    }
    reserved.add(source);
    Thread thread = AgentThread.of("refresh", () -> run(source, refetch));
    running.put(source, thread);
    thread.start();
  }

  /** The third of the borders where {@code Throwable} is caught: a task in the background. */
  private void run(Fingerprint source, Refetch refetch) {
    try {
      refresh(source, refetch);
    } catch (Throwable failure) {
      faults.accept(failure);
    } finally {
      running.remove(source);
      reserved.remove(source);
      free.release();
    }
  }

  private void refresh(Fingerprint source, Refetch refetch) throws Throwable {
    Optional<KeySetTicket> ticket = closed ? Optional.empty() : cache.refresh(source);
    if (ticket.isPresent()) {
      try {
        refetch.run(ticket.get());
      } finally {
        cache.abandoned(ticket.get()); // has no effect on one that was handed in
      }
    }
  }

  /** Forgets how a source was fetched: it would be fetched differently now. */
  public void forget(Fingerprint source) {
    recent.remove(source);
  }

  /** Forgets all fetches; those that run bring nothing in once the cache was cleared. */
  public void clear() {
    offered.clear();
    recent.clear();
  }

  /** Interrupts the fetches that run and begins no more. */
  @Override
  public void close() {
    closed = true;
    clear();
    running.values().forEach(Thread::interrupt);
  }
}
