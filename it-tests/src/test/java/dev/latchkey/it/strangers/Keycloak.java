package dev.latchkey.it.strangers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.it.harness.FreePort;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.matrix.Maven;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real Keycloak on loopback as its makers pack it, in its mode for developers, with the realms
 * {@code orders} and {@code other}. Their clients are {@code web}, {@code billing} (which may not
 * see orders) and {@code brief} (whose tokens end after a second).
 */
final class Keycloak implements AutoCloseable {
  /** Its version. */
  static final String VERSION = "26.5.6";

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = UUID.randomUUID().toString();
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final Path log;
  private final Process process;

  /** Unpacks it, starts it and waits until it answers. */
  Keycloak() throws IOException {
    Path folder = Files.createDirectories(Path.of("target/keycloak").toAbsolutePath());
    Path program = unpack(folder);
    log = folder.resolve("keycloak.log");
    address = "http://127.0.0.1:" + FreePort.find();
    // What an earlier run left would be the realms of that run, with its secret.
    delete(program.resolve("data"));
    Path realms = Files.createDirectories(program.resolve("data/import"));
    for (String realm : List.of("orders", "other")) {
      Files.writeString(realms.resolve(realm + ".json"), realm(realm));
    }
    process = start(program);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> get(issuer("orders")).statusCode() == 200);
  }

  private static Path unpack(Path folder) throws IOException {
    Path program = folder.resolve("keycloak-" + VERSION);
    if (!Files.exists(program.resolve("bin/kc.sh"))) {
      Files.writeString(
          folder.resolve("pom.xml"),
          "<project><modelVersion>4.0.0</modelVersion><groupId>strangers</groupId>"
              + "<artifactId>keycloak</artifactId><version>1</version></project>");
      Maven.run(
          folder,
          "org.apache.maven.plugins:maven-dependency-plugin:"
              + System.getProperty("maven.dependency.plugin")
              + ":unpack",
          "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip",
          "-DoutputDirectory=" + folder);
    }
    return program;
  }

  private static String realm(String name) throws IOException {
    try (InputStream in = Keycloak.class.getResourceAsStream("/keycloak/realm.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("REALM", name)
          .replace("SECRET", SECRET);
    }
  }

  private Process start(Path program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                program.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + URI.create(address).getPort(),
                "--http-management-port=" + FreePort.find(),
                "--import-realm",
                "--http-access-log-enabled=true")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", Jdk.CURRENT.home().toString());
    builder.environment().put("JAVA_OPTS_APPEND", Jdk.SHORT_LIVED + " -Xmx512m");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", SECRET);
    return builder.start();
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> found = Files.walk(folder)) {
        for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Returns what the tokens of a realm say of their issuer. */
  String issuer(String realm) {
    return address + "/realms/" + realm;
  }

  /** Returns the address of the realm's key set, by which {@link #fetches} knows the caller. */
  String keySetUrl(String realm, String caller) {
    return issuer(realm) + "/protocol/openid-connect/certs?caller=" + caller;
  }

  /** Returns how often a caller has fetched a key set. */
  int fetches(String caller) {
    try (Stream<String> lines = Files.lines(log)) {
      return (int) lines.filter(line -> line.contains("certs?caller=" + caller + " ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a new token for a client. */
  String token(String realm, String client) {
    String form = "grant_type=client_credentials&client_id=" + client + "&client_secret=" + SECRET;
    return tokenOf(realm, form);
  }

  /** Has the realm sign with a new key from now on; the old one stays in its key set. */
  void rotate(String realm) {
    String form = "grant_type=password&client_id=admin-cli&username=admin&password=" + SECRET;
    String admin = "Bearer " + tokenOf("master", form);
    URI described = URI.create(address + "/admin/realms/" + realm);
    JsonNode about =
        json(send(HttpRequest.newBuilder(described).header("Authorization", admin).GET()));
    HttpResponse<String> made =
        send(
            HttpRequest.newBuilder(URI.create(described + "/components"))
                .header("Authorization", admin)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"name": "next", "providerId": "rsa-generated",
                         "providerType": "org.keycloak.keys.KeyProvider", "parentId": "%s",
                         "config": {"priority": ["200"], "enabled": ["true"], "active": ["true"]}}
                        """
                            .formatted(about.get("id").asText()))));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private String tokenOf(String realm, String form) {
    URI endpoint = URI.create(issuer(realm) + "/protocol/openid-connect/token");
    return json(send(
            HttpRequest.newBuilder(endpoint)
                .header("Content-Type", FORM)
                .POST(HttpRequest.BodyPublishers.ofString(form))))
        .get("access_token")
        .asText();
  }

  private HttpResponse<String> get(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it; its script has a JVM below it. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
