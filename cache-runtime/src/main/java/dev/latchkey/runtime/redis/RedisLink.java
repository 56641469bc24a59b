package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** One connection. Confined to one thread at a time, but {@link #close} may be called by any. */
final class RedisLink implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1_000;

  private final Connection connection;

  private RedisLink(Connection connection) {
    this.connection = connection;
  }

  /**
   * Connects and logs in.
   *
   * @param answerMillis how long each answer may take
   * @throws RuntimeException what the client throws when it cannot
   */
  static RedisLink open(RedisAddress address, int answerMillis) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(CONNECT_MILLIS)
            .socketTimeoutMillis(CONNECT_MILLIS)
            .database(address.database());
    if (address.encrypted()) {
      config.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    Secret user = address.user();
    Secret password = address.password();
    if (user != null) {
      config.user(user.value());
    }
    if (password != null) {
      config.password(password.value());
    }
    Connection connection =
        new Connection(new HostAndPort(address.host(), address.port()), config.build());
    connection.setSoTimeout(answerMillis);
    return new RedisLink(connection);
  }

  /** Sends a command; the answer is still to be read. */
  void send(Protocol.Command command, byte[]... arguments) {
    connection.sendCommand(command, arguments);
  }

  /** Sends a command and returns its answer: bytes, a number, or a list of those; null for none. */
  Object ask(Protocol.Command command, byte[]... arguments) {
    connection.sendCommand(command, arguments);
    return connection.getOne();
  }

  /**
   * Returns the answers to what was sent; an answer may be an exception of the client's.
   *
   * @param limitNanos how long all may take together
   * @throws JedisConnectionException when they take longer, or the connection breaks
   */
  Object[] answers(int count, long limitNanos) {
    long end = System.nanoTime() + limitNanos;
    Object[] answers = new Object[count];
    for (int i = 0; i < count; i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new JedisConnectionException("the answers take too long");
      }
      connection.setSoTimeout((int) left);
      answers[i] = connection.getMany(1).get(0);
    }
    return answers;
  }

  /** Returns what the server sends of itself, once it does. */
  Object next() {
    return connection.getOne();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns an answer's bytes as a text; empty for another answer. */
  static String text(Object answer) {
    return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  /** Returns the milliseconds since the epoch of an answer to TIME. */
  static long millis(Object answer) {
    List<?> parts = (List<?>) answer;
    return TimeUnit.SECONDS.toMillis(Long.parseLong(text(parts.get(0))))
        + TimeUnit.MICROSECONDS.toMillis(Long.parseLong(text(parts.get(1))));
  }

  @Override
  public void close() {
    try {
      connection.forceDisconnect();
    } catch (Exception gone) {
      // It is not used again either way.
    }
  }
}
