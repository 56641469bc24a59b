package dev.latchkey.runtime.redis;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections that lookups on the application's threads share. They are opened by the agent's
 * own thread alone: a caller that finds none goes without, and one more is opened for the next.
 * Thread-safe.
 */
final class RedisLinks implements AutoCloseable {
  private static final int MOST = 16;

  private final RedisAddress address;
  private final int answerMillis;
  private final Deque<RedisLink> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean wanted = true;
  private volatile boolean closed;

  RedisLinks(RedisAddress address, int answerMillis) {
    this.address = address;
    this.answerMillis = answerMillis;
  }

  /** Returns a connection to give back; null when there is none. */
  @Nullable RedisLink borrow() {
    RedisLink link = idle.pollFirst();
    if (link == null) {
      wanted = true;
    }
    return link;
  }

  void giveBack(RedisLink link) {
    idle.addFirst(link);
    if (closed) {
      closeIdle();
    }
  }

  void discard(RedisLink link) {
    open.decrementAndGet();
    link.close();
    wanted = true;
  }

  /** Opens what callers went without; only the agent's own thread does. */
  void replenish() {
    if (wanted && !closed && open.get() < MOST) {
      wanted = false;
      RedisLink link = RedisLink.open(address, answerMillis);
      open.incrementAndGet();
      giveBack(link);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  /** Closes what is idle, for instance because the server went. */
  void closeIdle() {
    for (RedisLink link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
      discard(link);
    }
  }
}
