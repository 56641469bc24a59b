package dev.latchkey.runtime.redis;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Looks entries up on the application's threads, in one round trip each. Thread-safe. */
final class Reader {
  /** How long a lookup may take: rule SES-28. */
  static final int LIMIT_MILLIS = 20;

  private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
  private static final int MOST_SEALED = SecondLevel.MOST_BYTES + Long.BYTES + Envelope.OVERHEAD;

  private final Shared shared;
  private final RedisLinks links;
  private final Counters counters;
  private final BiConsumer<SharedKey, SharedFormat> drop;

  /** Takes what drops, in the background, an entry that is no use to anybody: rule SES-25. */
  Reader(
      Shared shared,
      RedisLinks links,
      Counters counters,
      BiConsumer<SharedKey, SharedFormat> drop) {
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
  SharedLookup get(SharedKey key, SharedFormat format) {
    String generation = shared.generation();
    if (generation.isEmpty() || shared.isFlushing() || shared.pending().containsKey(key)) {
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
      ask(link, key, format, generation);
      answers = link.answers(1 + 2 * shared.keys().all().size(), LIMIT_NANOS);
    } catch (JedisException failed) {
      links.discard(link);
      shared.breaker().failed();
      counters.faults.increment();
      return SharedLookup.NONE;
    }
    links.giveBack(link);
    shared.breaker().succeeded();
    return found(key, format, generation, answers);
  }

  /** Rule R-5: one byte more than the largest entry tells one that is too large. */
  private void ask(RedisLink link, SharedKey key, SharedFormat format, String generation) {
    Names names = shared.names();
    link.send(Command.GET, names.generation());
    for (KeyRing.Keys keys : shared.keys().all()) {
      link.send(
          Command.GETRANGE,
          names.entry(key, format, generation, keys),
          RedisLink.bytes("0"),
          RedisLink.bytes(String.valueOf(MOST_SEALED)));
      link.send(Command.GET, names.epoch(key, keys));
    }
  }

  private SharedLookup found(
      SharedKey key, SharedFormat format, String generation, Object[] answers) {
    if (!RedisLink.text(answers[0]).equals(generation)) {
      // Somebody flushed, or the server lost what it had: the worker finds out.
      shared.generation("");
      return skip();
    }
    SharedLookup.Mark mark = new SharedLookup.Mark(generation, RedisLink.text(answers[2]));
    for (int i = 0; i < shared.keys().all().size(); i++) {
      SharedLookup each = entry(key, format, mark, i, answers);
      if (each != null) {
        return each;
      }
    }
    counters.misses.increment();
    return new SharedLookup(null, 0, mark);
  }

  private @Nullable SharedLookup entry(
      SharedKey key, SharedFormat format, SharedLookup.Mark mark, int place, Object[] answers) {
    if (answers[1 + 2 * place] instanceof byte[] sealed && sealed.length == 0) {
      return null;
    }
    KeyRing.Keys keys = shared.keys().all().get(place);
    byte[] name = shared.names().entry(key, format, mark.generation(), keys);
    String epoch = RedisLink.text(answers[2 + 2 * place]);
    byte[] binding = shared.names().binding(key, format, name, mark.generation(), epoch);
    Optional<byte[]> text = opened(answers[1 + 2 * place], binding);
    long left = text.map(this::left).orElse(0L);
    if (text.isEmpty() || left <= 0) {
      counters.unreadable.increment();
      drop.accept(key, format);
      return new SharedLookup(null, 0, mark);
    }
    counters.hits.increment();
    byte[] value = new byte[text.get().length - Long.BYTES];
    System.arraycopy(text.get(), Long.BYTES, value, 0, value.length);
    return new SharedLookup(value, left, mark);
  }

  /** What is of another kind than a text is answered by an exception of the client's. */
  private Optional<byte[]> opened(Object answer, byte[] binding) {
    if (answer instanceof byte[] sealed && sealed.length > MOST_SEALED) {
      counters.oversized.increment();
      return Optional.empty();
    }
    return answer instanceof byte[] sealed
        ? shared.envelope().open(sealed, binding).filter(text -> text.length >= Long.BYTES)
        : Optional.empty();
  }

  /** Rule R-6: the life that was sealed with the value counts, whatever the server says. */
  private long left(byte[] text) {
    long now = shared.clock().now().orElse(Long.MAX_VALUE);
    return ByteBuffer.wrap(text).getLong() - now;
  }
}
