package dev.latchkey.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to a server on loopback that is slow, or lets nothing through without an end of the
 * connection, as a network does that is cut in two. Thread-safe.
 */
public final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 8192;

  private final ServerSocket door;
  private final int server;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();
  private final Object change = new Object();
  private int delayMillis;
  private boolean cut;

  /** Leads to a port. */
  public Wire(int server) throws IOException {
    this.server = server;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Returns the port that leads there. */
  public int port() {
    return door.getLocalPort();
  }

  /** Delays each piece of what the server says by so much from now on. */
  public void delay(int millis) {
    synchronized (change) {
      delayMillis = millis;
    }
  }

  /** Lets nothing through from now on, in both directions, and says so to nobody. */
  public void cut() {
    synchronized (change) {
      cut = true;
    }
  }

  /** Lets all through again, and what has waited first. */
  public void mend() {
    synchronized (change) {
      cut = false;
      change.notifyAll();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        ends.addAll(List.of(client, there));
        daemon(() -> carry(client, there, false));
        daemon(() -> carry(there, client, true));
      }
    } catch (IOException closed) {
      // The test is over, or the server is gone: then nobody gets in.
    }
  }

  private void carry(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hold(answers);
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException ended) {
      // One end is gone, and so is the other now.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void hold(boolean answers) throws InterruptedException {
    int millis;
    synchronized (change) {
      while (cut) {
        change.wait();
      }
      millis = answers ? delayMillis : 0;
    }
    if (millis > 0) {
      Thread.sleep(millis);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket end : ends) {
        end.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
