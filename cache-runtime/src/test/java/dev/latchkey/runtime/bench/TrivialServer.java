package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A server that does nothing, or computes for a while, in a JVM of its own: one thread answers each
 * end of a request head. Says its port and runs until its input ends.
 */
final class TrivialServer {
  private static final byte[] ANSWER = TestService.OK.getBytes(StandardCharsets.US_ASCII);
  private static final int END = 0x0d0a0d0a;
  private static final int ROOM = 16_384;

  private final ByteBuffer in = ByteBuffer.allocateDirect(ROOM);
  private final ByteBuffer out = ByteBuffer.allocateDirect(ROOM);

  private final long workNanos;

  private TrivialServer(long workNanos) {
    this.workNanos = workNanos;
  }

  /** Serves; the argument is how many microseconds each answer takes. */
  public static void main(String[] arguments) throws IOException {
    long workNanos = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(arguments[0]));
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      Thread end = new Thread(TrivialServer::awaitEnd, "end");
      end.setDaemon(true);
      end.start();
      System.out.println(server.socket().getLocalPort());
      TrivialServer trivial = new TrivialServer(workNanos);
      while (true) {
        selector.select(key -> trivial.serve(key, server, selector));
      }
    }
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Whoever started it still lives.
      }
    } catch (IOException gone) {
      // It does not.
    }
    Runtime.getRuntime().halt(0);
  }

  /** The last four bytes of a connection go along with its key. */
  private static final class Last {
    int bytes;
  }

  private void serve(SelectionKey key, ServerSocketChannel server, Selector selector) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = server.accept();
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        accepted.register(selector, SelectionKey.OP_READ, new Last());
      } else {
        answer((SocketChannel) key.channel(), (Last) key.attachment());
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }

  private void answer(SocketChannel channel, Last last) throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      channel.close();
      return;
    }
    in.flip();
    out.clear();
    while (in.hasRemaining()) {
      last.bytes = last.bytes << 8 | in.get();
      if (last.bytes == END) {
        work();
        out.put(ANSWER);
      }
    }
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private void work() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < workNanos) {
      Thread.onSpinWait();
    }
  }
}
