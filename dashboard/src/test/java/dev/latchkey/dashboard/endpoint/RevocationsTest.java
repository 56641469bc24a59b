package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.VerifiedClaims;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationsTest {
  private static final String PATH = "/api/v1/revocations";
  private static final Fingerprint KEY = FingerprintBuilder.of("token").build();

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean keep(String subject) {
    long[] ids = new long[ClaimKind.values().length];
    ids[ClaimKind.SUBJECT.ordinal()] = server.app().claimIds().of(ClaimKind.SUBJECT, subject);
    var cache = server.app().validations();
    return cache.store(
        cache.begin(KEY),
        new VerifiedClaims(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), ids),
        1,
        "answer",
        10,
        Duration.ofMinutes(1));
  }

  @Test
  @DisplayName("X-1 a revoked subject is served no more once the call has returned")
  void revokes() {
    keep("canary-subject");
    assertThat(server.app().validations().find(KEY)).isNotNull();
    var answer = server.admin().json("POST", PATH, "{\"sub\":\"canary-subject\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("dropped").asInt()).isEqualTo(1);
    assertThat(server.app().validations().find(KEY)).isNull();
    assertThat(keep("canary-subject")).isFalse();
    assertThat(keep("somebody-else")).isTrue();
  }

  @Test
  @DisplayName("H-1 the event of a revocation names nobody")
  void names() {
    server.admin().json("POST", PATH, "{\"sub\":\"canary-subject\",\"iss\":\"canary-issuer\"}");
    assertThat(server.http().get("/api/v1/events").body())
        .contains("revocation.added", "with sub ", " or iss ")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', the body names nothing",
    "'{\"sub\":\"\"}', sub is not a text that is not empty",
    "'{\"tokenSha256\":\"abc\"}', 64 hexadecimal digits",
    "'{\"sub\":\"a\",\"until\":\"tomorrow\"}', RFC 3339",
    "'{\"sub\":\"a\",\"until\":\"2999-01-01T00:00:00Z\"}', within the next 31 days",
    "'{\"subject\":\"a\"}', unknown field"
  })
  void refusesWhatItCannotDo(String body, String reason) {
    var answer = server.admin().json("POST", PATH, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(reason);
  }

  @Test
  @DisplayName("X-4 a revocation needs the admin token")
  void needsTheToken() {
    assertThat(server.http().json("POST", PATH, "{\"sub\":\"a\"}").status()).isEqualTo(401);
  }

  @Test
  void aCacheThatCannotTellItsEntriesApartIsEmptiedAsAWholeOnly() {
    var answer = server.admin().json("DELETE", "/api/v1/caches/jwks?subject=a", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("as a whole only");
    assertThat(server.admin().json("DELETE", "/api/v1/caches/jwt?subject=a&kid=b", "").status())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("C-2 X-4 a logout asks all caches at once, names its subject, and needs the token")
  void dropsFromAllCaches() {
    String path = "/api/v1/caches?subject=canary-subject";
    assertThat(server.http().json("DELETE", path, "").status()).isEqualTo(401);
    assertThat(server.http().get("/api/v1/events").body()).doesNotContain("All caches lost");
    assertThat(server.admin().json("DELETE", path, "").status()).isEqualTo(200);
    assertThat(server.http().get("/api/v1/events").body())
        .contains("All caches lost what is about one subject")
        .doesNotContain("canary");
    assertThat(server.admin().json("DELETE", "/api/v1/caches", "").status()).isEqualTo(400);
  }

  @Test
  void tellsHowManyEntriesWouldFallAndDropsNone() {
    keep("canary-subject");
    String one = "/api/v1/caches/jwt?dry-run=true&subject=";
    String all = "/api/v1/caches?dry-run=true&subject=";
    assertThat(server.http().json("DELETE", one + "canary-subject", "").status()).isEqualTo(401);
    for (String path : List.of(one, all)) {
      assertThat(server.admin().json("DELETE", path + "canary-subject", "").body())
          .isEqualTo("{\"wouldRemove\":1}");
      assertThat(server.admin().json("DELETE", path + "somebody-else", "").body())
          .isEqualTo("{\"wouldRemove\":0}");
    }
    assertThat(server.app().validations().find(KEY)).isNotNull();
    assertThat(server.http().get("/api/v1/audit").body()).doesNotContain("DELETE");
    assertThat(server.http().get("/api/v1/events").body()).doesNotContain("cache.invalidated");
    assertThat(server.admin().json("DELETE", "/api/v1/caches/jwt?dry-run=yes", "").body())
        .contains("dry-run must be true or false");
    assertThat(server.admin().json("DELETE", "/api/v1/caches/jwks?dry-run=true&kid=a", "").body())
        .contains("as a whole only");
  }

  @Test
  @DisplayName("H-3 a cache tells counts and nothing of its entries")
  void counts() {
    keep("canary-subject");
    assertThat(server.http().get("/api/v1/caches").body()).doesNotContain("canary");
    assertThat(server.http().get("/api/v1/caches/jwt").json().properties())
        .allMatch(
            field ->
                field.getKey().equals("layer")
                    || field.getKey().equals("limits")
                    || field.getValue().isNumber()
                    || field.getValue().isEmpty());
    assertThat(server.http().get("/api/v1/caches/jwt").json().path("limits"))
        .allMatch(JsonNode::isNumber);
  }
}
