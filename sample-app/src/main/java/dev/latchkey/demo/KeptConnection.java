package dev.latchkey.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A kept HTTP/1.1 connection that sends one request at a time and reads its answer (RFC 9112). It
 * understands what the service sends, and costs the machine that it shares with the service little.
 * Confined to one thread.
 */
final class KeptConnection implements AutoCloseable {
  private static final int FIRST_BYTES = 8_192;
  private static final int MOST_BYTES = 1 << 20;
  private static final int TIME_OUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private byte[] answer = new byte[FIRST_BYTES];
  private boolean ends;

  KeptConnection(URI service) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress(service.getHost(), service.getPort()), TIME_OUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIME_OUT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Returns the bytes of a request for orders with that token. */
  static byte[] request(String token) {
    return ("GET /orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends a request, reads the whole answer, and returns its status. */
  int send(byte[] request) throws IOException {
    out.write(request);
    int length = 0;
    int end = -1;
    while (end < 0) {
      length = readMore(length);
      end = endOf(length);
    }
    return Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII));
  }

  /** Returns whether the service closes the connection after the last answer. */
  boolean ends() {
    return ends;
  }

  private int readMore(int length) throws IOException {
    if (length == answer.length) {
      if (length >= MOST_BYTES) {
        throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
      }
      answer = Arrays.copyOf(answer, 2 * length);
    }
    int read = in.read(answer, length, answer.length - length);
    if (read < 0) {
      throw new EOFException("the service closed the connection");
    }
    return length + read;
  }

  /** Returns where the answer ends; -1 as long as more of it is to come. */
  private int endOf(int length) {
    int body = after("\r\n\r\n", length);
    if (body < 0) {
      return -1;
    }
    String head =
        new String(answer, 0, body, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    ends = head.contains("connection: close");
    int named = head.indexOf("content-length:");
    if (named >= 0) {
      int from = named + "content-length:".length();
      int whole = body + Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
      return length >= whole ? whole : -1;
    }
    return endsWith("0\r\n\r\n", length) ? length : -1; // chunked
  }

  private int after(String text, int length) {
    for (int i = 0; i + text.length() <= length; i++) {
      if (matches(text, i)) {
        return i + text.length();
      }
    }
    return -1;
  }

  private boolean endsWith(String text, int length) {
    return length >= text.length() && matches(text, length - text.length());
  }

  private boolean matches(String text, int at) {
    for (int i = 0; i < text.length(); i++) {
      if (answer[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
