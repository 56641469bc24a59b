package dev.latchkey.runtime.redis;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/** What the server does in one step. Stateless. */
final class Scripts {
  /**
   * Keeps an entry only if neither the generation nor an epoch changed since the lookup, and begins
   * epochs that there are not. Keys: generation, entry, epochs. Arguments: the generation, the
   * entry, its life and that of epochs in milliseconds, and for each epoch what it was (nothing for
   * none) and what it is to be.
   */
  private static final byte[] PUT =
      RedisLink.bytes(
          """
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          for i = 3, #KEYS do
            if (redis.call('GET', KEYS[i]) or '') ~= ARGV[2 * i - 1] then
              return 0
            end
          end
          for i = 3, #KEYS do
            redis.call('SET', KEYS[i], ARGV[2 * i], 'PX', ARGV[4])
          end
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  private Scripts() {}

  /**
   * Runs {@link #PUT}.
   *
   * @param names generation, entry, epochs
   */
  static void put(RedisLink link, List<byte[]> names, List<byte[]> arguments) {
    List<byte[]> all = new ArrayList<>();
    all.add(PUT);
    all.add(RedisLink.bytes(String.valueOf(names.size())));
    all.addAll(names);
    all.addAll(arguments);
    link.ask(Command.EVAL, all.toArray(byte[][]::new));
  }
}
