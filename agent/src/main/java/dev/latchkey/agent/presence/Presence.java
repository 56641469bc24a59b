package dev.latchkey.agent.presence;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent tells of itself to other processes of its user. Immutable.
 *
 * @param pid the process that the agent is in
 * @param version the agent's version
 * @param startedAt when the agent started
 * @param dashboard where the dashboard is; absent when it is switched off or did not start
 * @param tokenFile which file has the admin token; absent without a dashboard
 */
public record Presence(
    long pid,
    String version,
    Instant startedAt,
    Optional<URI> dashboard,
    Optional<String> tokenFile) {

  /** Returns the content of a port file: a key and a value a line. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("pid=").append(pid).append('\n');
    text.append("version=").append(version).append('\n');
    text.append("started-at=").append(startedAt).append('\n');
    dashboard.ifPresent(
        address ->
            text.append("port=")
                .append(address.getPort())
                .append('\n')
                .append("dashboard=")
                .append(address)
                .append('\n'));
    tokenFile.ifPresent(file -> text.append("token-file=").append(file).append('\n'));
    return text.toString();
  }

  /** Reads the content of a port file; nothing when it is none. */
  static Optional<Presence> parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      return Optional.of(
          new Presence(
              Long.parseLong(values.getOrDefault("pid", "")),
              values.getOrDefault("version", "unknown"),
              Instant.parse(values.getOrDefault("started-at", "")),
              Optional.ofNullable(values.get("dashboard")).map(URI::create),
              Optional.ofNullable(values.get("token-file"))));
    } catch (IllegalArgumentException | DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
