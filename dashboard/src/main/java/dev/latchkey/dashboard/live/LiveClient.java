package dev.latchkey.dashboard.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.metrics.Tick;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connected page. At most one frame is under way; what comes meanwhile waits: ticks in the
 * store that keeps them anyway, other messages in a short queue whose overflow makes the page start
 * afresh.
 *
 * <p>Thread-safe: the state is guarded by this object's lock, and no frame is sent while it is
 * held.
 */
final class LiveClient {
  /** RFC 6455 leaves it to the registry: 1013, try again later. */
  private static final int TRY_AGAIN_LATER = 1013;

  private static final int MOST_WAITING = 100;
  private static final int MOST_TICKS = 60;
  private static final long SEND_LIMIT_MILLIS = 10_000;
  private static final long MOST_INBOUND_BYTES = 4 * 1024;

  private final WebSocketChannel channel;
  private final SeriesStore series;
  private final Consumer<LiveClient> gone;
  private final Sent sent = new Sent();

  @GuardedBy("this")
  private final Deque<ObjectNode> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private long acknowledged;

  @GuardedBy("this")
  private boolean sending;

  LiveClient(WebSocketChannel channel, SeriesStore series, long after, Consumer<LiveClient> gone) {
    this.channel = channel;
    this.series = series;
    this.gone = gone;
    acknowledged = after;
    channel.getReceiveSetter().set(new Inbound());
    channel.addCloseTask(closed -> gone.accept(this));
    channel.resumeReceives();
  }

  /** Ends a connection that cannot be served. */
  static void refuse(WebSocketChannel channel, String why) {
    WebSockets.sendClose(TRY_AGAIN_LATER, why, channel, null);
  }

  /** Sends a message as soon as the page takes one. */
  void tell(ObjectNode message) {
    synchronized (this) {
      if (waiting.size() == MOST_WAITING) {
        waiting.clear();
        waiting.add(Json.object().put("type", "resync").put("reason", "gap"));
      } else {
        waiting.add(message);
      }
    }
    wake();
  }

  /** Sends what there is, unless a frame is under way. */
  void wake() {
    ObjectNode message;
    synchronized (this) {
      if (sending) {
        return;
      }
      message = next();
      if (message == null) {
        return;
      }
      sending = true;
    }
    WebSockets.sendText(Json.write(message), channel, sent, SEND_LIMIT_MILLIS);
  }

  void close() {
    WebSockets.sendClose(CloseMessage.GOING_AWAY, "the agent stops", channel, null);
  }

  /** Messages keep their order among themselves; ticks come when no message waits. */
  @GuardedBy("this")
  private @Nullable ObjectNode next() {
    if (!waiting.isEmpty()) {
      return waiting.removeFirst();
    }
    List<Tick> ticks = series.after(acknowledged, MOST_TICKS);
    if (ticks.isEmpty()) {
      return null;
    }
    acknowledged = ticks.get(ticks.size() - 1).seq();
    return LiveFeed.ticks(ticks);
  }

  private final class Sent implements WebSocketCallback<Void> {
    @Override
    public void complete(WebSocketChannel sentTo, Void nothing) {
      synchronized (LiveClient.this) {
        sending = false;
      }
      wake();
    }

    @Override
    public void onError(WebSocketChannel sentTo, Void nothing, Throwable failure) {
      gone.accept(LiveClient.this);
      org.xnio.IoUtils.safeClose(channel);
    }
  }

  /** Pages have nothing to say; what they say is read within bounds and dropped. */
  private static final class Inbound extends AbstractReceiveListener {
    @Override
    protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {}

    @Override
    protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
      message.getData().free();
    }

    @Override
    protected long getMaxTextBufferSize() {
      return MOST_INBOUND_BYTES;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return MOST_INBOUND_BYTES;
    }
  }
}
