package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP. */
final class PlainWire implements Wire {
  private final SocketChannel channel;

  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    channel.write(bytes);
    return !bytes.hasRemaining();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }
}
