package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.HitRate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the matrix looks at in targets that keep whole results, and in those that refuse to. */
final class WholeResults {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String REFUSED = "tier full is refused, ";

  private final MatrixLibrary library;
  private final AppJvm woven;

  WholeResults(MatrixLibrary library, AppJvm woven) {
    this.library = library;
    this.woven = woven;
  }

  /** Returns how many calls of the targets that keep whole results were answered from the cache. */
  HitRate rate() {
    long hits = 0;
    long calls = 0;
    for (String name : library.keepsWhole()) {
      JsonNode outcomes = woven.target(name).get("outcomes");
      long served = outcomes.path("hit").asLong();
      hits += served;
      calls += served + outcomes.path("miss").asLong() + outcomes.path("bypass").asLong();
    }
    return new HitRate(hits, calls);
  }

  /** Takes back what was kept about a subject, and returns how much that was. */
  int revoke(String claim, String value) {
    HttpResponse<String> response =
        woven.send(
            HttpRequest.newBuilder(woven.dashboard().resolve("/api/v1/revocations"))
                .header("Authorization", "Bearer " + woven.token())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString("{\"" + claim + "\": \"" + value + "\"}")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Integer.parseInt(response.body().replaceFirst(".*\"dropped\":(\\d+).*", "$1"));
  }

  /** Waits until a token is over, for those too who count whole seconds. */
  static void awaitPassing(Instant end) {
    await().atMost(LIMIT).until(() -> Instant.now().isAfter(end.plusMillis(1_100)));
  }

  /** Returns an end that leaves time for a few calls before it. */
  static Instant soon() {
    return Instant.ofEpochSecond(Instant.now().getEpochSecond() + 4);
  }

  /** Asks for whole results of targets that never keep them, and returns what each one says. */
  Map<String, String> refusals() {
    Map<String, String> refusals = new TreeMap<>();
    List<String> names = library.refusesWhole().stream().filter(this::isWoven).toList();
    if (names.isEmpty()) {
      return refusals;
    }
    ask(names);
    for (String name : names) {
      await().atMost(LIMIT).until(() -> reason(name).contains(REFUSED));
      refusals.put(name, reason(name).replaceFirst(".*" + REFUSED, ""));
    }
    return refusals;
  }

  private void ask(List<String> names) {
    String items =
        names.stream()
            .map(name -> "  - { name: " + name + ", tier: full, assume-pure: true }\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(
          woven.home().resolve("latchkey.yaml"), MatrixRun.CONFIG + "targets:\n" + items);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isWoven(String name) {
    return woven.target(name).get("state").asText().equals("woven");
  }

  private String reason(String name) {
    return woven.target(name).path("reason").asText();
  }
}
