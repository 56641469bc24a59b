package dev.latchkey.dashboard.live;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;

/** Sends through Undertow without blocking. Confined to the channel's thread. */
final class SocketWire implements Wire {
  private final WebSocketChannel channel;

  SocketWire(WebSocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public void send(String text, Runnable sent, Runnable failed) {
    WebSockets.sendText(
        text,
        channel,
        new WebSocketCallback<Void>() {
          @Override
          public void complete(WebSocketChannel done, Void context) {
            channel.getIoThread().execute(sent);
          }

          @Override
          public void onError(WebSocketChannel broken, Void context, Throwable cause) {
            channel.getIoThread().execute(failed);
          }
        });
  }

  @Override
  public void ping() {
    WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
  }

  @Override
  public void close(int code, String reason) {
    WebSockets.sendClose(
        code,
        reason,
        channel,
        new WebSocketCallback<Void>() {
          @Override
          public void complete(WebSocketChannel done, Void context) {
            drop();
          }

          @Override
          public void onError(WebSocketChannel broken, Void context, Throwable cause) {
            drop();
          }
        });
  }

  @Override
  public void drop() {
    IoUtils.safeClose(channel);
  }
}
