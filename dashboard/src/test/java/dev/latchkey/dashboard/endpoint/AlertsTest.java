package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsTest {
  private static final String SLOW = "/api/v1/alerts/slow-auth";

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
    for (int i = 0; i < 20; i++) {
      server.app().second(20);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode first() {
    return server.http().get("/api/v1/alerts").json().at("/alerts/0");
  }

  @Test
  void tellsWhatFiresFirst() {
    JsonNode all = server.http().get("/api/v1/alerts").json();
    assertThat(all.path("firing").asInt()).isEqualTo(1);
    assertThat(first().path("id").asText()).isEqualTo("slow-auth");
    assertThat(first().path("state").asText()).isEqualTo("firing");
    assertThat(first().path("severity").asText()).isEqualTo("critical");
    assertThat(first().path("text").asText()).startsWith("auth.p95 is ");
    assertThat(all.path("alerts")).hasSizeGreaterThan(2);
    assertThat(all.at("/webhook/configured").asBoolean()).isFalse();
  }

  private JsonNode verdict() {
    return server.http().get("/api/v1/status").json().path("verdict");
  }

  @Test
  void theVerdictIsNotWellWhileACriticalAlertFires() {
    assertThat(verdict().path("level").asText()).isEqualTo("bad");
    assertThat(verdict().path("text").asText()).startsWith("Alert slow-auth fires. Auth p95 ");

    server.admin().json("POST", SLOW + "/ack", "{}");
    assertThat(verdict().path("level").asText()).isEqualTo("bad");

    server.admin().json("POST", SLOW + "/silence", "{\"minutes\":5}");
    assertThat(verdict().path("text").asText()).doesNotContain("slow-auth");
    assertThat(verdict().path("level").asText()).isNotEqualTo("bad");
  }

  @Test
  void acknowledgesAndSilences() {
    var acknowledged = server.admin().json("POST", SLOW + "/ack", "{\"reason\":\"ticket 812\"}");
    assertThat(acknowledged.status()).isEqualTo(200);
    assertThat(acknowledged.json().path("state").asText()).isEqualTo("acknowledged");
    assertThat(acknowledged.json().path("acknowledgedBy").asText()).isEqualTo("api");

    var silenced = server.admin().json("POST", SLOW + "/silence", "{\"minutes\":5}");
    assertThat(silenced.json().path("state").asText()).isEqualTo("silenced");
    assertThat(silenced.json().path("silencedUntil").asText()).startsWith("2026-11-24T12:05:2");

    var heard = server.admin().json("POST", SLOW + "/unsilence", "{}");
    assertThat(heard.json().path("state").asText()).isEqualTo("acknowledged");
    assertThat(heard.json().path("silencedUntil").isNull()).isTrue();
    assertThat(server.http().get("/api/v1/audit").body())
        .contains("POST /api/v1/alerts/slow-auth/ack", "ticket 812", "/silence");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/alerts/none/ack, '{}', 404",
    "/api/v1/alerts/rolled-back/ack, '{}', 409",
    "/api/v1/alerts/slow-auth/silence, '{\"minutes\":0}', 400",
    "/api/v1/alerts/slow-auth/silence, '{\"minutes\":10081}', 400",
    "/api/v1/alerts/slow-auth/silence, '{\"hours\":1}', 400",
    "/api/v1/alerts/slow-auth/ack, '{\"reason\":7}', 400"
  })
  void whatMakesNoSenseIsRefused(String path, String body, int status) {
    assertThat(server.admin().json("POST", path, body).status()).isEqualTo(status);
    assertThat(first().path("state").asText()).isEqualTo("firing");
  }

  @Test
  void nothingIsChangedWithoutTheToken() {
    for (String command : new String[] {"/ack", "/silence", "/unsilence"}) {
      assertThat(server.http().json("POST", SLOW + command, "{}").status()).isEqualTo(401);
    }
    assertThat(first().path("state").asText()).isEqualTo("firing");
  }
}
