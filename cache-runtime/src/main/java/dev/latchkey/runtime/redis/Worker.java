package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.redis.BusMessages.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
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

  private static final byte[] NOTHING = {};

  private final RedisAddress address;
  private final Shared shared;
  private final RedisLinks links;
  private final Counters counters;
  private final Generations generations;
  private final Consumer<Throwable> errors;
  private final LinkedBlockingDeque<Consumer<RedisLink>> queue =
      new LinkedBlockingDeque<>(MOST_QUEUED);
  private final AgentThread thread = AgentThread.of("redis", this::run);
  private final AtomicLong invalidations = new AtomicLong();
  private volatile boolean closed;

  /** The thread's own. */
  private long beatAt = System.nanoTime() - BEAT_NANOS;

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
    generations =
        new Generations(
            shared, counters, listener, link -> publish(link, Kind.FLUSH, NOTHING, NOTHING));
    this.errors = errors;
  }

  void start() {
    thread.start();
  }

  void put(SharedEntry entry, byte[] value, Duration age, Duration life, SharedLookup.Mark mark) {
    add(link -> put(link, entry, value, age, life, mark));
  }

  void drop(SharedEntry entry) {
    add(link -> delete(link, entry));
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
  void invalidate(Invalidation what) {
    if (shared.pending().size() >= MOST_PENDING) {
      flush();
      return;
    }
    shared.pending().put(what, invalidations.incrementAndGet());
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
        // It may be another server.
        shared.generation("");
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
      generations.learn(link);
    }
    invalidatePending(link);
    if (work != null) {
      attempt(link, work);
    }
    links.replenish();
  }

  /** What one piece of work is refused, such as memory, stops no other. */
  private void attempt(RedisLink link, Consumer<RedisLink> work) {
    try {
      work.accept(link);
    } catch (JedisDataException refused) {
      counters.refused.increment();
    }
  }

  private void beat(RedisLink link) {
    beatAt = System.nanoTime();
    if (!shared.clock().hear(RedisLink.millis(link.ask(Command.TIME)))) {
      // Ages mean nothing any more.
      shared.flushing(true);
    }
    if (!shared.generation().isEmpty() && !generations.isCurrent(link)) {
      shared.generation("");
    }
    publish(link, Kind.BEAT, NOTHING, NOTHING);
  }

  private void invalidatePending(RedisLink link) {
    for (Map.Entry<Invalidation, Long> each : shared.pending().entrySet()) {
      SharedKey changed = each.getKey().changed();
      endEpochs(link, changed);
      publish(
          link,
          Kind.INVALIDATE,
          RedisLink.bytes(changed.layer().id()),
          each.getKey().message().bytes());
      // One that was asked for again meanwhile stays.
      shared.pending().remove(each.getKey(), each.getValue());
    }
  }

  /**
   * A server that is full takes no new epoch, and one that is gone could be begun by an answer that
   * is older than this. Without a generation nobody reads or keeps anything.
   */
  private void endEpochs(RedisLink link, SharedKey changed) {
    try {
      for (KeyRing.Keys keys : shared.keys().all()) {
        link.ask(
            Command.SET,
            shared.names().epoch(changed, keys),
            RedisLink.bytes(Generations.fresh()),
            RedisLink.bytes("PX"),
            RedisLink.bytes(String.valueOf(EPOCH_MILLIS)));
      }
    } catch (JedisDataException full) {
      counters.refused.increment();
      shared.generation("");
      link.ask(Command.DEL, shared.names().generation());
    }
  }

  private void put(
      RedisLink link,
      SharedEntry entry,
      byte[] value,
      Duration age,
      Duration life,
      SharedLookup.Mark mark) {
    OptionalLong now = shared.clock().now();
    if (now.isEmpty() || life.isNegative() || life.isZero()) {
      return;
    }
    KeyRing.Keys newest = shared.keys().newest();
    List<byte[]> names = new ArrayList<>();
    names.add(shared.names().generation());
    names.add(shared.names().entry(entry, mark.generation(), newest));
    List<byte[]> arguments = new ArrayList<>();
    List<String> epochs = new ArrayList<>();
    for (int i = 0; i < entry.dependsOn().size(); i++) {
      String was = mark.epochs().get(i);
      // The server may have lost one that entries are bound to: another one brings none back.
      epochs.add(was.isEmpty() ? Generations.fresh() : was);
      names.add(shared.names().epoch(entry.dependsOn().get(i), newest));
      arguments.add(RedisLink.bytes(was));
      arguments.add(RedisLink.bytes(epochs.get(i)));
    }
    byte[] text =
        ByteBuffer.allocate(2 * Long.BYTES + value.length)
            .putLong(now.getAsLong() + life.toMillis())
            .putLong(now.getAsLong() - age.toMillis())
            .put(value)
            .array();
    SharedLookup.Mark bound = new SharedLookup.Mark(mark.generation(), epochs);
    byte[] binding = shared.names().binding(entry, names.get(1), bound);
    Optional<byte[]> whole = shared.envelope().seal(text, binding);
    if (whole.isEmpty()) {
      counters.droppedWrites.increment();
      return;
    }
    arguments.addAll(
        0,
        List.of(
            RedisLink.bytes(mark.generation()),
            whole.get(),
            RedisLink.bytes(String.valueOf(life.toMillis())),
            RedisLink.bytes(String.valueOf(EPOCH_MILLIS))));
    Scripts.put(link, names, arguments);
  }

  private void delete(RedisLink link, SharedEntry entry) {
    String generation = shared.generation();
    for (KeyRing.Keys keys : shared.keys().all()) {
      link.ask(Command.DEL, shared.names().entry(entry, generation, keys));
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
