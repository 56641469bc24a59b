package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.redis.BusMessages.Kind;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes to the server, in the background: invalidations before all else, which wait until the
 * server is there, then what was put, of which the oldest is dropped when it becomes too much.
 */
final class Worker implements AutoCloseable {
  private static final int MOST_QUEUED = 1_000;
  private static final int MOST_PENDING = 10_000;
  private static final int ANSWER_MILLIS = 1_000;
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_MILLIS = 250;

  /** Longer than any entry lives. */
  private static final long EPOCH_MILLIS = SecondLevel.LONGEST.multipliedBy(2).toMillis();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] NOTHING = {};

  private final RedisAddress address;
  private final Shared shared;
  private final RedisLinks links;
  private final Counters counters;
  private final SharedListener listener;
  private final Consumer<Throwable> errors;
  private final LinkedBlockingDeque<Consumer<RedisLink>> queue =
      new LinkedBlockingDeque<>(MOST_QUEUED);
  private final AgentThread thread = new AgentThread("redis", this::run);
  private final AtomicLong invalidations = new AtomicLong();
  private volatile boolean closed;

  /** The thread's own. */
  private long beatAt = System.nanoTime() - BEAT_NANOS;

  /** The thread's own; empty before the first. */
  private String lastGeneration = "";

  Worker(
      RedisAddress address,
      Shared shared,
      RedisLinks links,
      Counters counters,
      SharedListener listener,
      Consumer<Throwable> errors) {
    this.address = address;
    this.shared = shared;
    this.links = links;
    this.counters = counters;
    this.listener = listener;
    this.errors = errors;
  }

  void start() {
    thread.start();
  }

  void put(
      SharedKey key, SharedFormat format, byte[] value, Duration life, SharedLookup.Mark mark) {
    add(link -> put(link, key, format, value, life.toMillis(), mark));
  }

  void drop(SharedKey key, SharedFormat format) {
    add(link -> delete(link, key, format));
  }

  void send(String topic, byte[] message) {
    byte[] subject = RedisLink.bytes(topic);
    if (subject.length > Bus.MOST_BYTES || message.length > Bus.MOST_BYTES) {
      throw new IllegalArgumentException("a message has up to " + Bus.MOST_BYTES + " bytes");
    }
    byte[] body = message.clone();
    add(link -> publish(link, Kind.OTHER, subject, body));
  }

  /** It is noted before the work is queued: a lookup in between is a miss. */
  void invalidate(SharedKey key) {
    if (shared.pending().size() >= MOST_PENDING) {
      flush();
      return;
    }
    shared.pending().put(key, invalidations.incrementAndGet());
    add(link -> {});
  }

  void flush() {
    shared.flushing(true);
    add(link -> {});
  }

  private void add(Consumer<RedisLink> work) {
    while (!queue.offerLast(work)) {
      if (queue.pollFirst() != null) {
        counters.droppedWrites.increment();
      }
    }
  }

  private void run() {
    while (!closed) {
      try (RedisLink link = RedisLink.open(address, ANSWER_MILLIS)) {
        while (!closed) {
          step(link);
        }
      } catch (JedisException unreachable) {
        shared.breaker().failed();
        links.closeIdle();
        pause();
      } catch (InterruptedException ended) {
        closed = true;
      } catch (Throwable failure) {
        errors.accept(failure);
        pause();
      }
    }
  }

  private void step(RedisLink link) throws InterruptedException {
    long left = BEAT_NANOS - (System.nanoTime() - beatAt);
    Consumer<RedisLink> work = left <= 0 ? null : queue.pollFirst(left, TimeUnit.NANOSECONDS);
    if (shared.clock().now().isEmpty() || System.nanoTime() - beatAt >= BEAT_NANOS) {
      beat(link);
    }
    if (shared.generation().isEmpty() || shared.isFlushing()) {
      learn(link);
    }
    invalidatePending(link);
    if (work != null) {
      work.accept(link);
    }
    links.replenish();
  }

  private void beat(RedisLink link) {
    beatAt = System.nanoTime();
    if (!shared.clock().hear(RedisLink.millis(link.ask(Command.TIME)))) {
      // Ages mean nothing any more.
      shared.flushing(true);
    }
    if (!RedisLink.text(link.ask(Command.GET, shared.names().generation()))
        .equals(shared.generation())) {
      shared.generation("");
    }
    publish(link, Kind.BEAT, NOTHING, NOTHING);
  }

  private void learn(RedisLink link) {
    if (shared.isFlushing()) {
      // A flush that is asked for meanwhile is another one.
      shared.flushing(false);
      try {
        link.ask(Command.SET, shared.names().generation(), fresh());
        publish(link, Kind.FLUSH, NOTHING, NOTHING);
      } catch (JedisException failed) {
        shared.flushing(true);
        throw failed;
      }
      lastGeneration = "";
    } else {
      link.ask(Command.SET, shared.names().generation(), fresh(), RedisLink.bytes("NX"));
    }
    String learned = RedisLink.text(link.ask(Command.GET, shared.names().generation()));
    shared.generation(learned);
    boolean changed = !lastGeneration.isEmpty() && !lastGeneration.equals(learned);
    lastGeneration = learned;
    if (changed) {
      // The server lost what it had, or another process flushed and its message did not come.
      listener.flushed();
    }
  }

  /** A generation has a random name: one that the server has lost does not come back. */
  private static byte[] fresh() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    return RedisLink.bytes(HexFormat.of().formatHex(random));
  }

  private void invalidatePending(RedisLink link) {
    for (Map.Entry<SharedKey, Long> each : shared.pending().entrySet()) {
      SharedKey key = each.getKey();
      for (KeyRing.Keys keys : shared.keys().all()) {
        Scripts.invalidate(link, shared.names().epoch(key, keys), EPOCH_MILLIS);
      }
      publish(link, Kind.INVALIDATE, RedisLink.bytes(key.layer().id()), key.bytes());
      // One that was asked for again meanwhile stays.
      shared.pending().remove(key, each.getValue());
    }
  }

  private void put(
      RedisLink link,
      SharedKey key,
      SharedFormat format,
      byte[] value,
      long lifeMillis,
      SharedLookup.Mark mark) {
    OptionalLong now = shared.clock().now();
    if (now.isEmpty() || lifeMillis <= 0) {
      return;
    }
    KeyRing.Keys newest = shared.keys().newest();
    byte[] name = shared.names().entry(key, format, mark.generation(), newest);
    byte[] binding = shared.names().binding(key, format, name, mark.generation(), mark.epoch());
    byte[] text =
        ByteBuffer.allocate(Long.BYTES + value.length)
            .putLong(now.getAsLong() + lifeMillis)
            .put(value)
            .array();
    Optional<byte[]> whole = shared.envelope().seal(text, binding);
    if (whole.isEmpty()) {
      counters.droppedWrites.increment();
      return;
    }
    Scripts.put(
        link,
        shared.names().generation(),
        shared.names().epoch(key, newest),
        name,
        RedisLink.bytes(mark.generation()),
        RedisLink.bytes(mark.epoch()),
        whole.get(),
        RedisLink.bytes(String.valueOf(lifeMillis)));
  }

  private void delete(RedisLink link, SharedKey key, SharedFormat format) {
    String generation = shared.generation();
    for (KeyRing.Keys keys : shared.keys().all()) {
      link.ask(Command.DEL, shared.names().entry(key, format, generation, keys));
    }
  }

  private void publish(RedisLink link, Kind kind, byte[] subject, byte[] body) {
    shared
        .messages()
        .write(kind, subject, body)
        .ifPresent(whole -> link.ask(Command.PUBLISH, shared.names().channel(), whole));
  }

  private void pause() {
    try {
      Thread.sleep(closed ? 0 : RETRY_MILLIS);
    } catch (InterruptedException ended) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    links.close();
  }
}
