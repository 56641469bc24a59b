package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.HttpAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the clients of an application see of the agent: nothing. */
class ResponseTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases: { jwks: { enabled: true }, jwt: { enabled: true } }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      """;

  @TempDir Path home;

  private final JWK key = rsa("first");

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  private record Seen(int status, Map<String, List<String>> headers, String body) {}

  @ParameterizedTest
  @MethodSource("jdks")
  @DisplayName(
      "H-4 no response tells whether a cache answered: miss, hit and refusal look the same")
  void looksTheSame(Jdk jdk) {
    try (TestIdentityProvider identityProvider = new TestIdentityProvider();
        AppJvm bare =
            AppJvm.on(jdk, home)
                .withoutAgent()
                .start(HttpAuthApp.class, identityProvider.keySetUrl());
        AppJvm watched =
            AppJvm.on(jdk, home)
                .config(CONFIG)
                .start(HttpAuthApp.class, identityProvider.keySetUrl())) {
      identityProvider.publish(key);
      String good = token(key, "alice");
      String forged = token(rsa("first"), "alice");
      int barePort = Integer.parseInt(bare.nextLine());
      int watchedPort = Integer.parseInt(watched.nextLine());
      Seen accepted = ask(bare, barePort, good);
      Seen refused = ask(bare, barePort, forged);
      assertThat(accepted.status()).isEqualTo(200);
      assertThat(refused.status()).isEqualTo(401);
      for (int i = 0; i < 5; i++) {
        assertThat(ask(watched, watchedPort, good)).isEqualTo(accepted);
      }
      assertThat(ask(watched, watchedPort, forged)).isEqualTo(refused);
      assertThat(watched.get("/api/v1/caches").toString())
          .contains("\"layer\":\"jwks\",\"entries\":1", "\"layer\":\"jwt\",\"entries\":1");
    }
  }

  /** The time of the response is the only header that may differ. */
  private static Seen ask(AppJvm app, int port, String token) {
    HttpResponse<String> response =
        app.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .header("Authorization", "Bearer " + token)
                .GET());
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.remove("date");
    return new Seen(response.statusCode(), headers, response.body());
  }
}
