package dev.latchkey.runtime.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.runtime.config.AlertConfig.Severity;
import dev.latchkey.runtime.config.NotifyConfig;
import dev.latchkey.runtime.config.Secret;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Alert ALERT =
      new Alert(
          "slow",
          "auth.p95 > 1ms",
          Severity.CRITICAL,
          Alert.State.FIRING,
          "It is slow.",
          Instant.parse("2026-11-24T12:00:00Z"),
          Optional.empty(),
          Optional.empty());

  @TempDir private Path home;

  private record Received(String body, String signature, String type) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer server;
  private Webhook webhook;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean refuse = refusals.getAndDecrement() > 0;
          if (!refuse) {
            received.add(
                new Received(
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Latchkey-Signature")),
                    exchange.getRequestHeaders().getFirst("Content-Type")));
          }
          exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    if (webhook != null) {
      webhook.close();
    }
  }

  private void start(String address, Optional<File> secret) {
    webhook =
        new Webhook(
            new NotifyConfig(Optional.of(new Secret(address)), secret),
            "app.jar",
            Ticker.system(),
            new Webhook.Pauses(1, 4, 4),
            troubles::add);
    webhook.start();
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  @Test
  void signsWhatItSends() throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), "0123456789abcdef-shared\n");
    start(address(), Optional.of(secret.toFile()));
    webhook.send(ALERT);
    await().atMost(LIMIT).until(() -> received.size() == 1);

    Received message = received.get(0);
    assertThat(message.body())
        .isEqualTo(
            "{\"alert\":\"slow\",\"state\":\"firing\",\"severity\":\"critical\",\"rule\":\"auth.p95"
                + " > 1ms\",\"text\":\"It is slow.\",\"since\":\"2026-11-24T12:00:00Z\","
                + "\"application\":\"app.jar\"}");
    assertThat(message.type()).isEqualTo("application/json");
    long at = Long.parseLong(message.signature().replaceFirst("t=(\\d+),v1=[0-9a-f]{64}", "$1"));
    assertThat(message.signature())
        .isEqualTo(
            Post.signature(
                "0123456789abcdef-shared".getBytes(UTF_8), message.body().getBytes(UTF_8), at));
  }

  @Test
  void theSignatureIsHmacSha256() throws Exception {
    // printf '1.hello' | openssl dgst -sha256 -hmac 'Jefe'
    assertThat(Post.signature("Jefe".getBytes(UTF_8), "hello".getBytes(UTF_8), 1))
        .isEqualTo("t=1,v1=d061f30f69eb1954bef10b674989829edec4328e86a755bb0b52436f0555a4c2");
  }

  @Test
  void sendsAgainWhatWasNotTaken() {
    refusals.set(3);
    start(address(), Optional.empty());
    webhook.send(ALERT);
    await().atMost(LIMIT).until(() -> webhook.delivery().delivered() == 1);
    assertThat(received).hasSize(1);
    assertThat(received.get(0).signature()).isEqualTo("null");
    assertThat(troubles).isEmpty();
  }

  @Test
  void givesUpInTheEndAndSaysWhy() {
    refusals.set(4);
    start(address(), Optional.empty());
    webhook.send(ALERT);
    webhook.send(ALERT);
    await().atMost(LIMIT).until(() -> webhook.delivery().delivered() == 1);
    assertThat(webhook.delivery().lost()).isEqualTo(1);
    assertThat(troubles).singleElement().asString().contains("4 tries", "it answers 503");
  }

  @Test
  void nothingIsSentUnsignedWhenASecretIsAskedFor() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "short");
    for (File unusable : List.of(secret.toFile(), new File(home.toFile(), "none"))) {
      start(address(), Optional.of(unusable));
      webhook.send(ALERT);
      await().atMost(LIMIT).until(() -> webhook.delivery().lost() == 1);
      webhook.close();
    }
    assertThat(received).isEmpty();
    assertThat(troubles)
        .hasSize(2)
        .allMatch(trouble -> trouble.contains("notifications.secret-file"));
    assertThat(troubles.get(0)).doesNotContain("short");
  }

  @Test
  void whatCannotBeReachedShowsNoAddress() {
    start("http://user:pass-word@127.0.0.1:1/hidden", Optional.empty());
    webhook.send(ALERT);
    await().atMost(LIMIT).until(() -> !troubles.isEmpty());
    assertThat(troubles.get(0)).doesNotContain("pass-word", "hidden", "127.0.0.1");
  }

  @Test
  void aServerThatHangsHoldsUpNobodyAndNothingGrows() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start("http://127.0.0.1:" + hanging.getLocalPort() + "/", Optional.empty());
      for (int i = 0; i < 1_000; i++) {
        webhook.send(ALERT);
      }
      assertThat(webhook.delivery().waiting()).isBetween(1, 100);
      assertThat(webhook.delivery().lost()).isGreaterThanOrEqualTo(899);
    }
  }

  @Test
  void aRedirectionIsNotFollowed() {
    server.removeContext("/");
    server.createContext(
        "/",
        exchange -> {
          received.add(new Received(exchange.getRequestURI().getPath(), "", ""));
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    start(address(), Optional.empty());
    webhook.send(ALERT);
    await().atMost(LIMIT).until(() -> !troubles.isEmpty());
    assertThat(received).allMatch(each -> each.body().equals("/hook"));
    assertThat(troubles.get(0)).contains("it answers 302");
  }
}
