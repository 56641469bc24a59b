package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import io.undertow.Undertow;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application with the agent sends and records, as the receivers' own tools read it. */
@ParameterizedClass
@MethodSource("jdks")
class ExportsTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider provider = new TestIdentityProvider();
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final Undertow collector =
      Undertow.builder()
          .addHttpListener(0, "127.0.0.1")
          .setIoThreads(1)
          .setWorkerThreads(1)
          .setHandler(
              new BlockingHandler(
                  exchange -> {
                    try (var in = new GZIPInputStream(exchange.getInputStream())) {
                      received.add(JSON.readTree(in.readAllBytes()));
                    }
                  }))
          .build();

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @AfterEach
  void stop() {
    collector.stop();
    provider.close();
  }

  @Test
  void aCollectorAndTheFlightRecorderGetWhatHappened() throws Exception {
    collector.start();
    int port = ((InetSocketAddress) collector.getListenerInfo().get(0).getAddress()).getPort();
    JWK key = rsa("one");
    provider.publish(key);
    String token = token(key, "canary-subject");
    Path recording = home.resolve("auth.jfr");
    AppJvm.Builder builder =
        AppJvm.on(jdk, home)
            .options(
                // Told on standard output, where the application's answers are read.
                "-Xlog:jfr+startup=off",
                "-XX:StartFlightRecording=dumponexit=true,filename=" + recording)
            .config(
                """
                admin: { port: 0 }
                export:
                  otlp: { endpoint: "http://127.0.0.1:%d", interval: 1s }
                  jfr: { threshold: 0 }
                targets:
                  - name: authenticate
                    layer: auth
                    class: dev.latchkey.it.app.NaiveAuthenticator
                    method: authenticate
                """
                    .formatted(port));
    try (AppJvm app = builder.start(NaiveAuthApp.class, provider.keySetUrl())) {
      app.dashboard();
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreException(NoSuchElementException.class) // before the first second is over
          .until(() -> app.metric("latchkey_process_cpu_ratio") >= 0);
      assertThat(app.ask("auth " + token)).isEqualTo("ok canary-subject");
      assertThat(app.ask("auth " + token + "x")).startsWith("refused");
      app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":30}");

      Awaitility.await().atMost(LIMIT).until(() -> sum("latchkey_auth_requests", "success") == 1);
      assertThat(sum("latchkey_auth_requests", "error")).isEqualTo(1);
      assertThat(sum("latchkey_auth_failures", "rejected")).isEqualTo(1);
      app.assertNoAgentErrors();
      assertThat(app.awaitExit()).isZero();
    }
    String printed = run(jdk.tool("jfr"), "print", "--events", "dev.latchkey.*", "" + recording);
    assertThat(printed)
        .contains("dev.latchkey.AuthOperation")
        .contains("failureKind = \"rejected\"")
        .contains("dev.latchkey.PhaseChange")
        .contains("rolloutPercent = 30")
        .doesNotContain(token)
        .doesNotContain("canary-subject");
    assertThat(received.toString()).doesNotContain(token).doesNotContain("canary-subject");
  }

  /** What the last export says of a counter with this value of a label; -1 when it has none. */
  private double sum(String name, String label) {
    if (received.isEmpty()) {
      return -1;
    }
    JsonNode metrics =
        received.get(received.size() - 1).at("/resourceMetrics/0/scopeMetrics/0/metrics");
    for (JsonNode metric : metrics) {
      if (metric.path("name").asText().equals(name)) {
        for (JsonNode point : metric.at("/sum/dataPoints")) {
          if (point.at("/attributes/0/value/stringValue").asText().equals(label)) {
            return point.path("asDouble").asDouble();
          }
        }
      }
    }
    return -1;
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
