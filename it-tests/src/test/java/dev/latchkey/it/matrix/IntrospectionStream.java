package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.IntrospectionEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Opaque tokens, good ones and every way to be wrong, asked about at one authorization server by
 * both applications. Confined to one run.
 */
final class IntrospectionStream {
  static final String BARE = "bare";
  static final String WOVEN = "woven";

  private static final int ROUNDS = 25;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final IntrospectionEndpoint server;
  private final AppJvm woven;
  private final WholeResults whole;
  private final BiConsumer<String, String> same;

  /**
   * @param same asks both applications for a verdict and compares, by the name of the step
   */
  IntrospectionStream(
      IntrospectionEndpoint server,
      AppJvm woven,
      WholeResults whole,
      BiConsumer<String, String> same) {
    this.server = server;
    this.woven = woven;
    this.whole = whole;
    this.same = same;
  }

  void repeat() {
    List<String> tokens = List.of(good("alice"), good("bob"), good("carol"), good("dave"));
    int before = server.requests(WOVEN);
    for (int i = 0; i < ROUNDS; i++) {
      tokens.forEach(token -> same.accept("repeated", token));
    }
    assertThat(server.requests(WOVEN) - before).isLessThan(ROUNDS * tokens.size() / 10);
  }

  void attack() {
    String revoked = good("erin");
    same.accept("valid", revoked);
    server.revoke(revoked);
    wrong();
    unusual();
    expired();
    takenBack();
    // The one verdict that may differ until the time to live is over, and no longer.
    await().atMost(LIMIT).until(() -> woven.ask("auth " + revoked).startsWith("refused"));
    same.accept("other: revoked at the server", revoked);
  }

  private void wrong() {
    String good = good("alice");
    same.accept("valid", good);
    same.accept("other token", "opaque-unknown");
    same.accept("other end", good.substring(0, good.length() - 1) + "~");
    same.accept("other beginning", "x" + good);
    same.accept("other letters", good.toUpperCase(Locale.ROOT));
    same.accept("other audience", issue("alice", Map.of("aud", List.of("billing"))));
    same.accept("other: not active", issue("alice", Map.of("active", false)));
    same.accept("other: no text", "-");
    same.accept("valid again", good);
  }

  private void unusual() {
    String token = good("frank");
    server.answerWith(500, "");
    same.accept("other: server error", token);
    server.answerWith(200, "no json");
    same.accept("other: no json", token);
    server.answerWith(200, "{\"sub\": \"frank\"}");
    same.accept("other: no word of being active", token);
    server.answerWith(200, "");
    same.accept("valid", token);
    same.accept(
        "odd claims", issue("grace", Map.of("iss", "no address", "extra", Map.of("a", "b"))));
    same.accept("not yet valid", issue("grace", Map.of("nbf", later())));
    String bound = issue("heidi", Map.of("cnf", Map.of("jkt", "thumbprint")));
    int before = server.requests(WOVEN);
    same.accept("valid", bound);
    same.accept("valid", bound);
    assertThat(server.requests(WOVEN) - before).as("a bound token is never kept").isEqualTo(2);
  }

  private void expired() {
    Instant end = WholeResults.soon();
    String token = server.issue("ivan", end, Map.of());
    same.accept("valid", token);
    same.accept("valid", token);
    WholeResults.awaitPassing(end);
    same.accept("other: expired between two calls", token);
  }

  /** The call that takes back falls before it returns: rule O-4. */
  private void takenBack() {
    String token = good("judy");
    same.accept("valid", token);
    same.accept("valid", token);
    server.revoke(token);
    assertThat(whole.revoke("sub", "judy")).as("dropped").isEqualTo(1);
    same.accept("other: revoked here and there", token);
  }

  private String good(String subject) {
    return issue(subject, Map.of());
  }

  private String issue(String subject, Map<String, Object> more) {
    return server.issue(subject, Instant.now().plus(Duration.ofHours(1)), more);
  }

  private static long later() {
    return Instant.now().plus(Duration.ofHours(1)).getEpochSecond();
  }
}
