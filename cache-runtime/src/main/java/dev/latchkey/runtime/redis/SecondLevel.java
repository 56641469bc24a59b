package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.config.Secret;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Entries that several processes share, in Redis. Whatever fails is a miss: a lookup takes 20
 * milliseconds at most, writes are made in the background. Thread-safe.
 *
 * <p>Names are keyed hashes, values are encrypted and bound to their name, format, generation and
 * the epochs of what they depend on. An epoch is drawn at random, so one that the server has lost
 * brings back nothing; a generation carries the server's own id, so another server, or one that was
 * started again from a file, begins with a new one. Who can write to the server can cause misses,
 * and can bring back an entry of the same key that has not ended yet, if he brings back its epochs
 * too: not more.
 *
 * <p>A new key is added to the key file's second line in all processes before it becomes the first
 * line anywhere: invalidations reach the entries of keys that the file has.
 */
public final class SecondLevel implements AutoCloseable {
  /** The largest value in bytes. */
  public static final int MOST_BYTES = 64 * 1024;

  /** The longest life of an entry; epochs are kept for longer. */
  static final Duration LONGEST = Duration.ofMinutes(30);

  private final Counters counters = new Counters();
  private final Shared shared;
  private final Reader reader;
  private final Worker worker;
  private final Subscriber subscriber;

  /**
   * Makes one; nothing is connected yet.
   *
   * @param uri see {@link dev.latchkey.runtime.config.RedisConfig}; encrypted and with a password
   *     unless on loopback
   * @param namespace what belongs together, such as an application's name
   * @param listener hears of other processes
   * @param errors hears what fails in the background, once for each failure
   * @throws IllegalArgumentException when the uri cannot be used
   */
  public SecondLevel(
      Secret uri,
      KeyRing keys,
      String namespace,
      SharedListener listener,
      Ticker ticker,
      Consumer<Throwable> errors) {
    RedisAddress address = RedisAddress.parse(uri);
    shared = new Shared(keys, namespace, new ServerClock(ticker), new Breaker(ticker));
    RedisLinks links = new RedisLinks(address, Reader.LIMIT_MILLIS);
    worker = new Worker(address, shared, links, counters, listener, errors);
    reader = new Reader(shared, links, counters, worker::drop);
    subscriber = new Subscriber(address, shared, listener, errors);
  }

  /** Begins to connect, in the background. */
  public void start() {
    worker.start();
    subscriber.start();
  }

  /** Looks an entry up. */
  public SharedLookup get(SharedEntry entry) {
    return reader.get(entry);
  }

  /**
   * Keeps a value, in the background, unless something that it depends on was invalidated since the
   * lookup.
   *
   * @param age how long ago it was read
   * @param life how long it may still be kept: up to 30 minutes
   * @param mark of the lookup that missed, made before the value was loaded
   */
  public void put(
      SharedEntry entry, byte[] value, Duration age, Duration life, SharedLookup.Mark mark) {
    if (value.length > MOST_BYTES || mark.generation().isEmpty()) {
      counters.droppedWrites.increment();
      return;
    }
    Duration allowed = life.compareTo(LONGEST) < 0 ? life : LONGEST;
    worker.put(entry, value.clone(), age, allowed, mark);
  }

  /**
   * Drops every entry that depends on {@code changed}, for all processes. This one does not see
   * them again from now on; for the others they are dropped as soon as the server is reached.
   *
   * @param message what the others {@linkplain SharedListener#invalidated hear}
   */
  public void invalidate(SharedKey changed, byte[] message) {
    worker.invalidate(new Invalidation(changed, new SharedKey(changed.layer(), message)));
  }

  /** Drops everything, for all processes, as {@link #invalidate} does. */
  public void flush() {
    worker.flush();
  }

  /** Returns the way to the other processes. */
  public Bus bus() {
    return worker::send;
  }

  /** Returns what happened. */
  public SecondLevelStats stats() {
    return counters.stats(shared.breaker().isOpen(), shared.isLinked());
  }

  /** Ends the background work and closes what is connected. */
  @Override
  public void close() {
    subscriber.close();
    worker.close();
  }
}
