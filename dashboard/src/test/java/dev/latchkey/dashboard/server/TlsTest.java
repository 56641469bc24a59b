package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.dashboard.SimulatedApp;
import dev.latchkey.runtime.config.AdminTls;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
  private static final String PASSWORD = "canary-of-the-store";

  @TempDir private static Path made;
  @TempDir private Path directory;

  @BeforeAll
  static void makeFiles() throws Exception {
    for (var kind : List.of("RSA", "EC")) {
      var store = made.resolve(kind + ".p12");
      var keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  kind,
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "SAN=IP:127.0.0.1,DNS:localhost",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      var said = new String(keytool.getInputStream().readAllBytes());
      assertThat(keytool.waitFor()).as(said).isZero();
      var loaded = load(store);
      write(
          kind + ".key",
          "PRIVATE KEY",
          loaded.getKey("server", PASSWORD.toCharArray()).getEncoded());
      write(kind + ".crt", "CERTIFICATE", loaded.getCertificate("server").getEncoded());
    }
    Files.writeString(made.resolve("password"), PASSWORD + "\n");
    Files.writeString(made.resolve("wrong"), "canary-of-another\n");
    Files.writeString(made.resolve("garbage"), "canary-of-the-file");
    Files.writeString(
        made.resolve("broken.crt"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  }

  private static KeyStore load(Path store) throws Exception {
    var loaded = KeyStore.getInstance("PKCS12");
    loaded.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
    return loaded;
  }

  private static void write(String name, String what, byte[] der) throws IOException {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        made.resolve(name),
        "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private static File file(String name) {
    return made.resolve(name).toFile();
  }

  private AdminServer server(AdminTls tls) {
    return new AdminServer(
        new AdminSettings(
            "127.0.0.1",
            0,
            directory.resolve("token").toFile(),
            List.of(),
            false,
            Optional.of(tls),
            true),
        new SimulatedApp(Instant.EPOCH).services());
  }

  private static HttpClient client(String kind) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "server", (X509Certificate) load(made.resolve(kind + ".p12")).getCertificate("server"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
  }

  @ParameterizedTest
  @CsvSource({"RSA, true", "EC, true", "RSA, false"})
  void servesWithEitherKindOfFile(String kind, boolean pem) throws Exception {
    var tls =
        pem
            ? new AdminTls(file(kind + ".crt"), Optional.of(file(kind + ".key")), Optional.empty())
            : new AdminTls(file(kind + ".p12"), Optional.empty(), Optional.of(file("password")));
    try (var server = server(tls)) {
      var bound = server.start();
      assertThat(bound.dashboard().getScheme()).isEqualTo("https");
      var token = Files.readString(directory.resolve("token")).strip();
      var login =
          HttpRequest.newBuilder(bound.dashboard().resolve("/api/v1/session"))
              .header("Content-Type", "application/json")
              .header("Origin", "https://127.0.0.1:" + bound.port())
              .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
              .build();
      var answer = client(kind).send(login, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
      var plain = URI.create("http://127.0.0.1:" + bound.port() + "/api/v1/status");
      assertThatThrownBy(
              () ->
                  HttpClient.newHttpClient()
                      .send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none.crt, RSA.key, , cannot be read",
    "garbage, RSA.key, , holds no certificate in PEM",
    "broken.crt, RSA.key, , holds no certificate in PEM",
    "RSA.crt, garbage, , openssl pkcs8",
    "RSA.crt, EC.key, , give the key that the certificate was made with",
    "RSA.p12, , wrong, password-file opens",
    "garbage, , password, password-file opens",
    "RSA.p12, , none, cannot be read"
  })
  void saysWhatIsWrongWithAFile(String certificate, String key, String password, String said) {
    var tls =
        new AdminTls(
            file(certificate),
            Optional.ofNullable(key).map(TlsTest::file),
            Optional.ofNullable(password).map(TlsTest::file));
    try (var server = server(tls)) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(made.toString())
          .hasMessageContaining(said)
          .message()
          .doesNotContain("canary");
    }
  }

  @Test
  void refusesAKeyOfTheSameKindThatIsAnothers() throws Exception {
    write("other.key", "PRIVATE KEY", otherKey());
    var tls = new AdminTls(file("RSA.crt"), Optional.of(file("other.key")), Optional.empty());
    try (var server = server(tls)) {
      assertThatThrownBy(server::start)
          .hasMessageContaining("give the key that the certificate was made with");
    }
  }

  private static byte[] otherKey() throws Exception {
    return java.security.KeyPairGenerator.getInstance("RSA")
        .generateKeyPair()
        .getPrivate()
        .getEncoded();
  }
}
