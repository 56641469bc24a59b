package dev.latchkey.runtime.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A service on loopback that answers each request head with what a test says, byte for byte. */
final class TestService implements AutoCloseable {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Function<String, String> answers;
  final AtomicInteger accepted = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();

  TestService(Function<String, String> answers) throws IOException {
    this(new ServerSocket(0, 1024, InetAddress.getByName("127.0.0.1")), answers);
  }

  TestService(ServerSocket server, Function<String, String> answers) {
    this.server = server;
    this.answers = answers;
    spawn(this::accept);
  }

  private static void spawn(Runnable work) {
    Thread thread = new Thread(work, "test-service");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/orders");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        if (server.isClosed()) {
          // Who closed it may have looked before this one was there.
          socket.close();
        }
        accepted.incrementAndGet();
        spawn(() -> serve(socket));
      } catch (IOException closed) {
        // Either it is all over or one connection was.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        requests.incrementAndGet();
        String answer = answers.apply(head);
        if (answer.isEmpty()) {
          return;
        }
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
    } catch (IOException gone) {
      // The load let go of it.
    } finally {
      open.remove(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int next = in.read();
    while (next >= 0) {
      head.append((char) next);
      int length = head.length();
      if (next == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
        return head.toString();
      }
      next = in.read();
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
