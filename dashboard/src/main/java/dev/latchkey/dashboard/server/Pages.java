package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The dashboard's pages and what they are made of. Immutable. */
final class Pages {
  private static final String FOLDER = "dev/latchkey/dashboard/ui";
  private static final Set<String> HOME =
      Set.of("/", "/dashboard", "/dashboard/", "/ui", "/api/performance/dashboard", "/api/performance/dashboard/");
  private static final Map<String, String> TYPES =
      Map.of(".html", "text/html", ".css", "text/css", ".js", "text/javascript", ".svg", "image/svg+xml");

  Reply answer(HttpServerExchange exchange) {
    String method = exchange.getRequestMethod().toString();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Reply.problem(Problem.methodNotAllowed("GET")).with("Allow", "GET");
    }
    String path = exchange.getRequestPath();
    if (HOME.contains(path)) {
      return page("/index.html");
    }
    if (path.startsWith("/ui/")) {
      String file = path.substring("/ui".length());
      return type(file).isPresent() ? page(file) : page("/index.html");
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

  private static Optional<String> type(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(TYPES.get(file.substring(dot)));
  }
}
