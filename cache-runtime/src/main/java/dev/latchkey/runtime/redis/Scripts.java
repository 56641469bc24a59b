package dev.latchkey.runtime.redis;

import redis.clients.jedis.Protocol.Command;

/** What the server does in one step. Stateless. */
final class Scripts {
  /**
   * Keeps an entry only if neither the generation nor the key's epoch changed since the lookup.
   * Keys: generation, epoch, entry. Arguments: both as they were, the entry, its life in
   * milliseconds.
   */
  private static final byte[] PUT =
      RedisLink.bytes(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1]
              and (redis.call('GET', KEYS[2]) or '') == ARGV[2] then
            redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
            return 1
          end
          return 0
          """);

  /** Begins a new epoch. Keys: epoch. Arguments: how long it is remembered, in milliseconds. */
  private static final byte[] INVALIDATE =
      RedisLink.bytes(
          """
          redis.call('INCR', KEYS[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          return 1
          """);

  private Scripts() {}

  static void put(
      RedisLink link, byte[] generation, byte[] epoch, byte[] entry, byte[]... arguments) {
    byte[][] all = new byte[5 + arguments.length][];
    all[0] = PUT;
    all[1] = RedisLink.bytes("3");
    all[2] = generation;
    all[3] = epoch;
    all[4] = entry;
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    link.ask(Command.EVAL, all);
  }

  static void invalidate(RedisLink link, byte[] epoch, long rememberedMillis) {
    link.ask(
        Command.EVAL,
        INVALIDATE,
        RedisLink.bytes("1"),
        epoch,
        RedisLink.bytes(String.valueOf(rememberedMillis)));
  }
}
