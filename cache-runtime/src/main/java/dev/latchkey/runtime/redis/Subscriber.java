package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.operation.AgentThread;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears the messages of other processes. The worker's own beats come back here every second: when
 * nothing comes for three, the link is lost, whatever the socket says.
 */
final class Subscriber implements AutoCloseable {
  private static final int SILENCE_MILLIS = 3_000;
  private static final long RETRY_MILLIS = 250;

  private final RedisAddress address;
  private final Shared shared;
  private final SharedListener listener;
  private final Consumer<Throwable> errors;
  private final AgentThread thread = AgentThread.of("redis-bus", this::run);
  private volatile @Nullable RedisLink link;
  private volatile boolean closed;

  Subscriber(
      RedisAddress address, Shared shared, SharedListener listener, Consumer<Throwable> errors) {
    this.address = address;
    this.shared = shared;
    this.listener = listener;
    this.errors = errors;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        listen();
      } catch (JedisException unreachable) {
        // The state says so; what there is to tell is told once, when the state changes.
      } catch (Throwable failure) {
        errors.accept(failure);
      }
      if (!closed) {
        lose();
        pause();
      }
    }
  }

  private void listen() {
    try (RedisLink opened = RedisLink.open(address, SILENCE_MILLIS)) {
      link = opened;
      opened.send(Command.SUBSCRIBE, shared.names().channel());
      while (!closed) {
        hear(opened.next());
      }
    }
  }

  /** An answer is a list of kind, channel and message; the first one confirms the subscription. */
  private void hear(Object answer) {
    if (!(answer instanceof List<?> parts) || parts.size() != 3) {
      return;
    }
    if (!shared.isLinked() && shared.clock().now().isPresent()) {
      shared.linked(true);
      listener.regained();
    }
    if (parts.get(2) instanceof byte[] sealed) {
      shared.messages().read(sealed).ifPresent(this::hear);
    }
  }

  private void hear(BusMessages.Message message) {
    switch (message.kind()) {
      case BEAT -> {}
      case INVALIDATE -> invalidated(message);
      case FLUSH -> {
        // The worker learns the new generation; until then nothing is served.
        shared.generation("");
        listener.flushed();
      }
      case OTHER -> listener.received(RedisLink.text(message.subject()), message.body());
    }
  }

  private void invalidated(BusMessages.Message message) {
    String layer = RedisLink.text(message.subject());
    Arrays.stream(SharedLayer.values())
        .filter(each -> each.id().equals(layer))
        .forEach(each -> listener.invalidated(new SharedKey(each, message.body())));
  }

  private void lose() {
    if (shared.isLinked()) {
      shared.linked(false);
      try {
        listener.lost();
      } catch (Throwable failure) {
        errors.accept(failure);
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    RedisLink open = link;
    if (open != null) {
      open.close();
    }
  }
}
