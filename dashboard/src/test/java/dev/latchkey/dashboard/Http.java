package dev.latchkey.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the headers it is told, as an attacker would. */
public final class Http {
  private final int port;
  private final Map<String, String> headers;

  private Http(int port, Map<String, String> headers) {
    this.port = port;
    this.headers = headers;
  }

  public static Http on(int port) {
    return new Http(port, Map.of("Host", "127.0.0.1:" + port, "Connection", "close"));
  }

  public Http with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Http(port, more);
  }

  public Http bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  public Answer json(String method, String path, String body) {
    return with("Content-Type", "application/json").send(method, path, body);
  }

  public Answer send(String method, String path, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (bytes.length > 0 && !headers.containsKey("Content-Length")) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return Answer.read(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Headers are found by lower-case name; those that came twice are joined by a line break. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    public JsonNode json() {
      try {
        return Json.read(body.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    public String problem() {
      return json().path("type").asText().replace("urn:latchkey:problem:", "");
    }

    private static Answer read(Socket socket) throws IOException {
      var in = socket.getInputStream();
      var head = new ByteArrayOutputStream();
      int last = 0;
      while (last != 0x0d0a0d0a) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("the connection ended within the head: " + head);
        }
        head.write(next);
        last = last << 8 | next;
      }
      var lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
      var headers = new TreeMap<String, String>();
      for (int i = 1; i < lines.length; i++) {
        var parts = lines[i].split(": ?", 2);
        headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (one, two) -> one + "\n" + two);
      }
      int status = Integer.parseInt(lines[0].split(" ")[1]);
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      var body = status == 101 ? new byte[0] : in.readNBytes(length);
      return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }
  }
}
