package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The page with what somebody looks for first in it: the verdict stands there before a script runs,
 * and the scripts begin with these answers instead of asking. Immutable.
 *
 * @param answers what a resource answers, by its path; empty for one that cannot be had
 */
record FirstFrame(Function<String, Optional<byte[]>> answers) {
  /** A page for those who may not read. */
  static final FirstFrame EMPTY = new FirstFrame(path -> Optional.empty());

  private static final String FIRST = "{{first}}";
  private static final String STATUS = "/api/v1/status";

  /** Few and small: what the first screen is drawn from. */
  private static final List<String> PATHS =
      List.of(
          STATUS,
          "/api/v1/summary",
          "/api/v1/phases",
          "/api/v1/caches",
          "/api/v1/alerts",
          "/api/v1/fleet");

  /** As the page's own script writes them. */
  private static final Map<String, String> MOODS =
      Map.of("ok", "✓ Healthy", "warn", "! Look", "bad", "✕ Failing", "nodata", "○ No data");

  /** Returns the page that this template becomes. */
  Reply page(String template) throws IOException {
    String level = "nodata";
    String text = "Asking the agent …";
    var status = answers.apply(STATUS);
    if (status.isPresent()) {
      var verdict = Json.read(status.get()).path("verdict");
      level = verdict.path("level").asText(level);
      text = verdict.path("text").asText(text);
    }
    // One text after the other is put in, so that nothing in one is taken for the place of another.
    int place = template.indexOf(FIRST);
    var html =
        template
                .substring(0, place)
                .replace("{{level}}", level)
                .replace("{{mood}}", MOODS.getOrDefault(level, ""))
                .replace("{{verdict}}", escaped(text))
            + json()
            + template.substring(place + FIRST.length());
    return new Reply(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** JSON has this character in texts alone, so that none of them can end the element. */
  private String json() {
    var all = new StringBuilder("{");
    for (var path : PATHS) {
      answers
          .apply(path)
          .ifPresent(
              body ->
                  all.append(all.length() == 1 ? "" : ",")
                      .append('"')
                      .append(path)
                      .append("\":")
                      .append(new String(body, StandardCharsets.UTF_8)));
    }
    return all.append('}').toString().replace("<", "\\u003c");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
