package dev.latchkey.runtime.redis;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Looks entries up on the application's threads, in one round trip each. Thread-safe. */
final class Reader {
  /** How long a lookup may take: rule SES-28. */
  static final int LIMIT_MILLIS = 20;

  private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
  private static final int MOST_SEALED =
      SecondLevel.MOST_BYTES + 2 * Long.BYTES + Envelope.OVERHEAD;

  private static final byte[] NOTHING = {};

  private final Shared shared;
  private final RedisLinks links;
  private final Counters counters;
  private final Consumer<SharedEntry> drop;

  /** Takes what drops, in the background, an entry that is no use to anybody: rule SES-25. */
  Reader(Shared shared, RedisLinks links, Counters counters, Consumer<SharedEntry> drop) {
    this.shared = shared;
    this.links = links;
    this.counters = counters;
    this.drop = drop;
  }

  private SharedLookup skip() {
    counters.skipped.increment();
    return SharedLookup.NONE;
  }

  /** Returns what is kept. */
  SharedLookup get(SharedEntry entry) {
    String generation = shared.generation();
    if (generation.isEmpty() || shared.isFlushing() || shared.isPending(entry.dependsOn())) {
      return skip();
    }
    RedisLink link = links.borrow();
    if (link == null) {
      return skip();
    }
    // Only who can try uses up the one trial of an open breaker.
    if (!shared.breaker().allows()) {
      links.giveBack(link);
      return skip();
    }
    Object[] answers;
    try {
      ask(link, entry, generation);
      answers = link.answers(1 + 2 * shared.keys().all().size(), LIMIT_NANOS);
    } catch (JedisException failed) {
      links.discard(link);
      shared.breaker().failed();
      counters.faults.increment();
      return SharedLookup.NONE;
    }
    links.giveBack(link);
    shared.breaker().succeeded();
    return found(entry, generation, answers);
  }

  /** Rule R-5: one byte more than the largest entry tells one that is too large. */
  private void ask(RedisLink link, SharedEntry entry, String generation) {
    Names names = shared.names();
    link.send(Command.GET, names.generation());
    for (KeyRing.Keys keys : shared.keys().all()) {
      link.send(
          Command.GETRANGE,
          names.entry(entry, generation, keys),
          RedisLink.bytes("0"),
          RedisLink.bytes(String.valueOf(MOST_SEALED)));
      link.send(
          Command.MGET,
          entry.dependsOn().stream().map(each -> names.epoch(each, keys)).toArray(byte[][]::new));
    }
  }

  private SharedLookup found(SharedEntry entry, String generation, Object[] answers) {
    if (!RedisLink.text(answers[0]).equals(generation)) {
      // Somebody flushed, or the server lost what it had: the worker finds out.
      shared.generation("");
      return skip();
    }
    SharedLookup.Mark newest = mark(generation, answers[2]);
    if (newest.epochs().size() != entry.dependsOn().size()) {
      counters.faults.increment();
      return SharedLookup.NONE;
    }
    for (int i = 0; i < shared.keys().all().size(); i++) {
      SharedLookup.Mark mark = mark(generation, answers[2 + 2 * i]);
      if (!(answers[1 + 2 * i] instanceof byte[] sealed && sealed.length == 0)) {
        return opened(entry, shared.keys().all().get(i), mark, newest, answers[1 + 2 * i]);
      }
    }
    counters.misses.increment();
    return new SharedLookup(null, 0, 0, newest);
  }

  private static SharedLookup.Mark mark(String generation, Object epochs) {
    return epochs instanceof List<?> list
        ? new SharedLookup.Mark(generation, list.stream().map(RedisLink::text).toList())
        : SharedLookup.Mark.NONE;
  }

  private SharedLookup opened(
      SharedEntry entry,
      KeyRing.Keys keys,
      SharedLookup.Mark mark,
      SharedLookup.Mark newest,
      Object answer) {
    byte[] name = shared.names().entry(entry, mark.generation(), keys);
    Optional<byte[]> text = opened(answer, shared.names().binding(entry, name, mark));
    OptionalLong now = shared.clock().now();
    ByteBuffer whole = ByteBuffer.wrap(text.orElse(NOTHING));
    long end = text.isEmpty() ? 0 : whole.getLong();
    // Rule R-6: the life that was sealed with the value counts, whatever the server says.
    if (now.isEmpty() || end <= now.getAsLong()) {
      counters.unreadable.increment();
      drop.accept(entry);
      return new SharedLookup(null, 0, 0, newest);
    }
    counters.hits.increment();
    long age = Math.max(0, now.getAsLong() - whole.getLong());
    byte[] value = new byte[whole.remaining()];
    whole.get(value);
    return new SharedLookup(value, age, end - now.getAsLong(), newest);
  }

  /** What is of another kind than a text is answered by an exception of the client's. */
  private Optional<byte[]> opened(Object answer, byte[] binding) {
    if (answer instanceof byte[] sealed && sealed.length > MOST_SEALED) {
      counters.oversized.increment();
      return Optional.empty();
    }
    return answer instanceof byte[] sealed
        ? shared.envelope().open(sealed, binding).filter(text -> text.length >= 2 * Long.BYTES)
        : Optional.empty();
  }
}
