package dev.latchkey.runtime.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** TLS over TCP; a certificate that does not fit the host ends the connection. */
final class TlsWire implements Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;

  /** Between calls: bytes from the service that were not decrypted yet. */
  private final ByteBuffer arrived;

  /** Between calls: bytes for the service that did not go out yet. */
  private final ByteBuffer leaving;

  private final ByteBuffer early;
  private boolean ready;

  TlsWire(SocketChannel channel, SSLEngine engine) throws SSLException {
    this.channel = channel;
    this.engine = engine;
    int size = engine.getSession().getPacketBufferSize();
    arrived = ByteBuffer.allocate(size);
    leaving = ByteBuffer.allocate(size).limit(0);
    early = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
  }

  @Override
  public boolean isReady() throws IOException {
    while (!ready) {
      HandshakeStatus status = engine.getHandshakeStatus();
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          if (!flush() || !wrap(NOTHING)) {
            return false;
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!flush() || !unwrap(early)) {
            return false;
          }
        }
        default -> {
          if (!flush()) {
            return false;
          }
          ready = true;
        }
      }
    }
    return true;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  private boolean flush() throws IOException {
    channel.write(leaving);
    return !leaving.hasRemaining();
  }

  /** Encrypts one record and returns whether it went out. */
  private boolean wrap(ByteBuffer bytes) throws IOException {
    leaving.clear();
    SSLEngineResult result = engine.wrap(bytes, leaving);
    leaving.flip();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new EOFException("the service ended TLS");
    }
    return flush();
  }

  /** Decrypts one record; false when there is none as a whole. */
  private boolean unwrap(ByteBuffer into) throws IOException {
    while (true) {
      arrived.flip();
      SSLEngineResult result = engine.unwrap(arrived, into);
      arrived.compact();
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case BUFFER_UNDERFLOW -> {
          int count = channel.read(arrived);
          if (count < 0) {
            throw new EOFException("the service closed the connection");
          }
          if (count == 0) {
            return false;
          }
        }
        case CLOSED -> throw new EOFException("the service ended TLS");
        default -> {
          return false;
        }
      }
    }
  }

  @Override
  public boolean write(ByteBuffer bytes) throws IOException {
    if (!flush()) {
      return false;
    }
    while (bytes.hasRemaining()) {
      if (!wrap(bytes)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    try {
      while (into.position() == before) {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          runTasks();
        } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          if (!flush() || !wrap(NOTHING)) {
            return 0;
          }
        } else if (!unwrap(into)) {
          return 0;
        }
      }
    } catch (EOFException ended) {
      return into.position() > before ? into.position() - before : -1;
    }
    return into.position() - before;
  }
}
