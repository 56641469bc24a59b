package dev.latchkey.dashboard.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Speaks HTTP over a plain socket, since the JDK's client sets Host and Origin by itself. Remembers
 * every answer. Confined to one thread.
 */
final class WireClient {
  private static final int LIMIT_MILLIS = 20_000;

  private final int port;
  private final List<Answer> answers = new ArrayList<>();

  WireClient(int port) {
    this.port = port;
  }

  /** What came back; header names are in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  List<Answer> answers() {
    return answers;
  }

  Answer get(String path, String... headers) throws IOException {
    return send("GET", path, "", headers);
  }

  /** Sends one request; a header line replaces the one of that name that is sent otherwise. */
  Answer send(String method, String path, String body, String... headers) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lines.put("Host", "127.0.0.1:" + port);
    if (content.length > 0) {
      lines.put("Content-Type", "application/json");
      lines.put("Content-Length", String.valueOf(content.length));
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      lines.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    lines.putIfAbsent("Connection", "close");
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    lines.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    Answer answer = exchange(head.toString().getBytes(StandardCharsets.UTF_8), content);
    answers.add(answer);
    return answer;
  }

  private Answer exchange(byte[] head, byte[] content) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write(head);
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
      return parsed(everything(socket.getInputStream()));
    }
  }

  /** A server that refuses a body may reset the connection after its answer. */
  private static String everything(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      in.transferTo(out);
    } catch (SocketException reset) {
      if (out.size() == 0) {
        throw reset;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Answer parsed(String text) {
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }
}
