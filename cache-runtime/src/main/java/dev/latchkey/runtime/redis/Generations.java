package dev.latchkey.runtime.redis;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Learns which generation of entries holds, and begins new ones. A generation is a random text that
 * ends with the id that the server drew at its start: what another server has, or the same one
 * reads from a file, may be from before an invalidation. Confined to the worker's thread.
 */
final class Generations {
  private static final Pattern SERVER_ID = Pattern.compile("(?m)^run_id:(\\p{XDigit}{40})\\s*$");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Shared shared;
  private final Counters counters;
  private final SharedListener listener;
  private final Consumer<RedisLink> flushed;

  /** Empty before the first. */
  private String last = "";

  /**
   * @param flushed tells the other processes
   */
  Generations(
      Shared shared, Counters counters, SharedListener listener, Consumer<RedisLink> flushed) {
    this.shared = shared;
    this.counters = counters;
    this.listener = listener;
    this.flushed = flushed;
  }

  /** Random: one that the server has lost does not come back. */
  static String fresh() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Returns whether the generation that is known still holds. */
  boolean isCurrent(RedisLink link) {
    return shared.generation().endsWith(serverId(link)) && read(link).equals(shared.generation());
  }

  /** Until the generation is known nothing is looked up or kept; messages come and go. */
  void learn(RedisLink link) {
    try {
      learned(link);
    } catch (JedisDataException refused) {
      // For instance because the server is full.
      counters.refused.increment();
      shared.generation("");
    }
  }

  private void learned(RedisLink link) {
    String server = serverId(link);
    String there = read(link);
    if (shared.isFlushing()) {
      flush(link, server);
    } else if (there.isEmpty()) {
      set(link, server, RedisLink.bytes("NX"));
    } else if (!there.endsWith(server)) {
      set(link, server);
      flushed.accept(link);
    }
    String learned = read(link);
    shared.generation(learned);
    boolean changed = !last.isEmpty() && !last.equals(learned);
    last = learned;
    if (changed) {
      // The server lost what it had, or another process flushed and its message did not come.
      listener.flushed();
    }
  }

  private void flush(RedisLink link, String server) {
    // A flush that is asked for meanwhile is another one.
    shared.flushing(false);
    try {
      set(link, server);
      flushed.accept(link);
    } catch (JedisException failed) {
      shared.flushing(true);
      throw failed;
    }
    last = "";
  }

  private void set(RedisLink link, String server, byte[]... more) {
    byte[][] arguments = new byte[2 + more.length][];
    arguments[0] = shared.names().generation();
    arguments[1] = RedisLink.bytes(fresh() + server);
    System.arraycopy(more, 0, arguments, 2, more.length);
    link.ask(Command.SET, arguments);
  }

  private String read(RedisLink link) {
    return RedisLink.text(link.ask(Command.GET, shared.names().generation()));
  }

  /**
   * @throws JedisDataException when the server does not tell it
   */
  private static String serverId(RedisLink link) {
    String told = RedisLink.text(link.ask(Command.INFO, RedisLink.bytes("server")));
    Matcher found = SERVER_ID.matcher(told);
    if (!found.find()) {
      throw new JedisDataException("the server tells no id");
    }
    return found.group(1);
  }
}
