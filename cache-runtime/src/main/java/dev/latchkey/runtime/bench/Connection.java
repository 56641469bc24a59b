package dev.latchkey.runtime.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One kept connection and the request that is under way on it. Confined to the thread of the load.
 *
 * <pre>
 *   closed --send--> connecting --ready--> busy --answered--> idle --send--> busy
 *      ^                 |                  |                   |
 *      +-----------------+---failed/closes--+---ended-----------+
 * </pre>
 */
final class Connection {
  private final Peer peer;
  private final Selector selector;
  private final boolean head;
  private final ResponseParser parser = new ResponseParser();

  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable Wire wire;
  private boolean ready;
  private @Nullable ByteBuffer leaving;
  private @Nullable Request request;

  /** When the request under way was due; of no meaning while there is none. */
  long due;

  /** Since when there is none under way. */
  long idleSince = Long.MIN_VALUE;

  TokenKind kind = TokenKind.GOOD;
  private boolean busy;
  private boolean reused;

  Connection(Peer peer, Selector selector, boolean head) {
    this.peer = peer;
    this.selector = selector;
    this.head = head;
  }

  boolean isBusy() {
    return busy;
  }

  boolean isOpen() {
    return channel != null;
  }

  int status() {
    return parser.status();
  }

  /** Connects, without a request. */
  void open() throws IOException {
    SocketChannel connecting = peer.connect();
    channel = connecting;
    ready = false;
    key = connecting.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** Sends a request, or begins to; connects first where that is needed. */
  void send(Request sent, long dueNanos) throws IOException {
    request = sent;
    due = dueNanos;
    kind = sent.kind();
    busy = true;
    reused = ready;
    parser.begin(head);
    leaving = ByteBuffer.wrap(sent.bytes());
    if (channel == null) {
      open();
    } else if (ready) {
      write();
    }
  }

  /**
   * Sends the request once more over a new connection, if the one that failed had answered another
   * before and nothing of this answer had come.
   *
   * @return whether it was
   */
  boolean retried() throws IOException {
    Request again = request;
    if (!reused || again == null || parser.hasBegun()) {
      return false;
    }
    close();
    send(again, due);
    return true;
  }

  /**
   * Does what its socket is ready for.
   *
   * @return whether the request under way is answered
   */
  boolean go(ByteBuffer buffer) throws IOException {
    SocketChannel on = channel;
    if (on == null || (wire == null && !connected(on))) {
      return false;
    }
    Wire over = wire;
    if (over == null) {
      return false;
    }
    if (!ready) {
      ready = over.isReady();
      if (!ready) {
        want(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return false;
      }
    }
    if (leaving != null) {
      write();
    } else {
      want(SelectionKey.OP_READ);
    }
    return read(over, buffer);
  }

  private boolean connected(SocketChannel on) throws IOException {
    if (!on.finishConnect()) {
      return false;
    }
    wire = peer.wire(on);
    return true;
  }

  private void write() throws IOException {
    ByteBuffer bytes = leaving;
    Wire over = wire;
    if (bytes != null && over != null) {
      boolean gone = over.write(bytes);
      want(gone ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      if (gone) {
        leaving = null;
      }
    }
  }

  private void want(int interest) {
    SelectionKey registered = key;
    if (registered != null && registered.interestOps() != interest) {
      registered.interestOps(interest);
    }
  }

  private boolean read(Wire over, ByteBuffer buffer) throws IOException {
    while (true) {
      buffer.clear();
      int count = over.read(buffer);
      if (count == 0) {
        return false;
      }
      if (!busy) {
        throw new EOFException(count < 0 ? "closed while idle" : "bytes that nobody asked for");
      }
      if (count < 0) {
        if (parser.end()) {
          return true;
        }
        throw new EOFException("the connection was closed before the answer was whole");
      }
      buffer.flip();
      if (parser.take(buffer)) {
        return true;
      }
    }
  }

  /** Ends the request under way; the connection stays if it can be used again. */
  void done(long nowNanos) {
    busy = false;
    leaving = null;
    idleSince = nowNanos;
    if (parser.closes()) {
      close();
    }
  }

  /** Lets go of everything. */
  void close() {
    busy = false;
    leaving = null;
    ready = false;
    wire = null;
    SocketChannel open = channel;
    channel = null;
    key = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException gone) {
        // It is gone either way.
      }
    }
  }
}
