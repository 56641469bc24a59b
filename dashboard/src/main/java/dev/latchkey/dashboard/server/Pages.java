package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The dashboard's pages and what they are made of. Immutable. */
final class Pages {
  private static final String FOLDER = "dev/latchkey/dashboard/ui";

  /**
   * Other addresses of the page, and the way from each to the one that its relative addresses are
   * made for.
   */
  private static final Map<String, String> ALIASES =
      Map.of(
          "/dashboard", "./",
          "/dashboard/", "../",
          "/ui", "./",
          "/ui/", "../",
          "/api/performance/dashboard", "../../",
          "/api/performance/dashboard/", "../../../");

  private static final Map<String, String> TYPES =
      Map.of(
          ".html",
          "text/html",
          ".css",
          "text/css",
          ".js",
          "text/javascript",
          ".svg",
          "image/svg+xml");

  Reply answer(HttpServerExchange exchange) {
    String method = exchange.getRequestMethod().toString();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Reply.problem(Problem.methodNotAllowed("GET")).with("Allow", "GET");
    }
    String path = exchange.getRequestPath();
    if (path.equals("/")) {
      return page("/index.html");
    }
    String home = ALIASES.get(path);
    if (home != null) {
      return new Reply(302, "", "", Map.of("Location", home));
    }
    if (path.startsWith("/ui/")) {
      String file = path.substring("/ui".length());
      return type(file).isPresent()
          ? page(file)
          : new Reply(302, "", "", Map.of("Location", "../".repeat(depth(file))));
    }
    throw Problem.notFound("The dashboard is at /, the API at /api/v1.");
  }

  private static Reply page(String file) {
    String type = type(file).orElseThrow();
    if (file.contains("..")) {
      throw Problem.notFound(file);
    }
    try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw Problem.notFound("There is no such file.");
      }
      return Reply.text(type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw Problem.internal(unreadable);
    }
  }

  private static int depth(String file) {
    return (int) file.chars().filter(c -> c == '/').count();
  }

  private static Optional<String> type(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(TYPES.get(file.substring(dot)));
  }
}
