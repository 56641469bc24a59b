package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.SecretsApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests full of secrets, and everything that the agent leaves behind of them. */
class CanaryTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String SUBJECT = "canary-subject";
  private static final String MAIL = "canary.mail@example.com";
  private static final String LITERAL = "canary literal 7f3a";
  private static final String WRONG_PASSWORD = "canary-of-another-password";

  private static final String CONFIG =
      """
      admin: { port: 0 }
      export: { jfr: { threshold: 0 } }
      phases:
        jwks: { enabled: true }
        jwt: { enabled: true }
        session: { enabled: true, trial: 3 }
        pool: { enabled: true }
        integrated: { enabled: true }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
        - { name: find, layer: session, class: dev.latchkey.it.app.Accounts, method: find }
      alerts: [{ name: failing, when: "auth.errors > 0/s for 10s" }]
      """;

  @TempDir Path home;

  private final TestIdentityProvider provider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private Postgres server;

  @BeforeEach
  void start() {
    provider.publish(key);
    server = Postgres.start();
    SabotageTest.fill(server);
    server.ask("insert into accounts values ('" + SUBJECT + "', '" + MAIL + "', null)");
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  @Test
  @DisplayName("H-1 logs, pages, bundle, recording and files have nothing of what requests carried")
  void nothingIsLeftOfThem() throws Exception {
    String token = token(key, SUBJECT);
    String forged = token(rsa("first"), SUBJECT);
    Path recording = home.resolve("auth.jfr");
    Map<String, String> left = new LinkedHashMap<>();
    String admin;
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .options(
                "-Xlog:jfr+startup=off",
                "-XX:StartFlightRecording=dumponexit=true,filename=" + recording)
            .config(CONFIG)
            .start(
                SecretsApp.class,
                provider.keySetUrl(),
                server.url() + "?user=" + Postgres.USER,
                Postgres.PASSWORD)) {
      app.dashboard();
      admin = app.token();
      use(app, token, forged);
      await().atMost(LIMIT).until(() -> app.get("/api/v1/summary").at("/auth/count").asLong() > 2);
      app.send(
          HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/caches?subject=" + SUBJECT))
              .header("Authorization", "Bearer " + admin)
              .DELETE());
      Cli.Outcome bundle = Cli.run(home, "bundle", "--pid", String.valueOf(app.pid()));
      assertThat(bundle.exitCode()).as(bundle.errors()).isZero();
      left.put("the commands' answers", bundle.all());
      left.put("the port file", Files.readString(portFile(app)));
      await().atMost(LIMIT).until(() -> historyHolds(app));
      app.assertNoAgentErrors();
      assertThat(app.awaitExit()).isZero();
      left.put("the log", String.join("\n", app.errors()));
    }
    left.put(
        "the recording",
        run(Jdk.CURRENT.tool("jfr"), "print", "--events", "dev.latchkey.*", "" + recording));
    addBundle(left);
    addFiles(left);

    assertThat(left.get("bundle: api/v1/database/statements.json"))
        .contains("insert into accounts");
    assertThat(left.get("the recording")).contains("dev.latchkey.AuthOperation");
    assertThat(String.join("\n", left.values())).contains("DELETE /api/v1/caches");
    List<String> secrets = new ArrayList<>(List.of(token.split("\\.")).subList(1, 3));
    secrets.add(forged.split("\\.")[2]);
    secrets.addAll(List.of(SUBJECT, MAIL, LITERAL, WRONG_PASSWORD, Postgres.PASSWORD, admin));
    left.forEach((where, text) -> assertThat(text).as(where).doesNotContain(secrets));
  }

  private static void use(AppJvm app, String token, String forged) {
    for (int i = 0; i < 5; i++) {
      assertThat(app.ask("auth " + token)).isEqualTo(SUBJECT);
      assertThat(app.ask("find " + SUBJECT)).contains(MAIL);
    }
    assertThat(app.ask("auth " + forged)).isEqualTo("refused");
    String values = "('" + LITERAL + "', '" + MAIL + "', null)";
    assertThat(app.ask("run insert into accounts values " + values)).isEqualTo("false");
    assertThat(app.ask("run insert into nowhere values " + values)).isEqualTo("refused");
    assertThat(app.ask("connect " + WRONG_PASSWORD)).isEqualTo("refused");
  }

  /**
   * What ends with the process is at most the last ten seconds: the file has what was told before
   * the ten seconds that the newest points are in, once those have begun.
   */
  private boolean historyHolds(AppJvm app) {
    JsonNode times = app.get("/api/v1/history?metric=auth.rate&from=-5m").path("times");
    return times.size() > 1
        && times.get(times.size() - 2).asLong() / 10 > times.get(0).asLong() / 10;
  }

  private static Path portFile(AppJvm app) {
    return Path.of(System.getProperty("java.io.tmpdir"), "latchkey-" + app.pid() + ".port");
  }

  private void addBundle(Map<String, String> left) throws IOException {
    try (ZipFile bundle = new ZipFile(home.resolve("latchkey-bundle.zip").toFile())) {
      for (ZipEntry each : bundle.stream().toList()) {
        byte[] content = bundle.getInputStream(each).readAllBytes();
        left.put("bundle: " + each.getName(), new String(content, StandardCharsets.UTF_8));
      }
    }
  }

  private void addFiles(Map<String, String> left) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve(".latchkey"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name = home.relativize(each).toString();
        if (!name.endsWith("token")) {
          left.put(name, Files.readString(each, StandardCharsets.ISO_8859_1));
        }
        if (name.contains("history-")) {
          left.put(name + " unpacked", unpacked(each));
          assertThat(left.get(name + " unpacked")).as(name).isNotEmpty();
        }
      }
    }
    assertThat(left.keySet()).anyMatch(each -> each.endsWith("unpacked"));
  }

  /** Its pages are compressed. */
  private static String unpacked(Path file) {
    StringBuilder text = new StringBuilder();
    try (MVStore store = new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
      for (String name : store.getMapNames()) {
        boolean texts = name.equals("kept");
        text.append(
            texts
                ? all(store, name, StringDataType.INSTANCE)
                : all(store, name, LongDataType.INSTANCE));
      }
    }
    return text.toString();
  }

  private static <K> String all(MVStore store, String map, DataType<K> keys) {
    StringBuilder text = new StringBuilder();
    MVMap.Builder<K, byte[]> types =
        new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE);
    store
        .openMap(map, types)
        .forEach(
            (at, value) -> text.append(at).append(new String(value, StandardCharsets.ISO_8859_1)));
    return text.toString();
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
