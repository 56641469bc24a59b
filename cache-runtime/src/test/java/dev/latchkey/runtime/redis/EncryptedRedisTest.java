package dev.latchkey.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.Secret;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Against a real Redis that speaks TLS alone and asks for a password. */
class EncryptedRedisTest {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String PASSWORD = "canary-of-redis";

  @TempDir private Path made;
  private RedisProcess redis;
  private Path store;

  @BeforeEach
  void start() throws Exception {
    assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .as("the others of the test library have no TLS")
        .matches("Linux (amd64|x86_64)");
    store = certify("server", "localhost");
    redis =
        new RedisProcess(
            made.resolve("server.crt"), made.resolve("server.key"), new Secret(PASSWORD));
  }

  @AfterEach
  void stop() throws Exception {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_PASSWORD);
    if (redis != null) {
      redis.close();
    }
  }

  /** Makes a key with a certificate of its own. */
  private Path certify(String name, String host) throws Exception {
    Path file = made.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=DNS:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      loaded.load(in, PASSWORD.toCharArray());
    }
    write(name + ".key", "PRIVATE KEY", loaded.getKey(name, PASSWORD.toCharArray()).getEncoded());
    byte[] certificate = loaded.getCertificate(name).getEncoded();
    write(name + ".crt", "CERTIFICATE", certificate);
    return trustStore(name, loaded);
  }

  private Path trustStore(String name, KeyStore of) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(name, of.getCertificate(name));
    Path file = made.resolve(name + "-trust.p12");
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private void write(String file, String title, byte[] content) throws Exception {
    Files.writeString(
        made.resolve(file),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(title, Base64.getMimeEncoder().encodeToString(content), title));
  }

  /** The JVM's own, as an operator names it; it is read for each connection. */
  private static void trust(Path file) {
    System.setProperty(TRUST_STORE, file.toString());
    System.setProperty(TRUST_PASSWORD, PASSWORD);
  }

  private RedisLink open(String host) {
    return RedisLink.open(
        RedisAddress.parse(new Secret("rediss://:" + PASSWORD + "@" + host + ":" + redis.port())),
        5_000);
  }

  @Test
  @DisplayName("R-9 over TLS and with a password two processes share entries and hear each other")
  void shares() {
    trust(store);
    try (Peer one = new Peer(redis, "tls", Peer.KEY_1);
        Peer other = new Peer(redis, "tls", Peer.KEY_1)) {
      one.keeps("alice", "value");
      // A read that takes longer than its 20 ms, as the first over TLS may, is a miss.
      await().until(() -> "value".equals(other.get("alice")));
      one.invalidate("alice");
      await().until(() -> other.heard.contains("invalidated alice"));
      assertThat(one.errors).isEmpty();
      assertThat(other.errors).isEmpty();
    }
  }

  @Test
  @DisplayName("R-9 a server of an unknown certificate, or of another name, gets no password")
  void refusesStrangers() throws Exception {
    trust(certify("stranger", "localhost"));
    assertThatThrownBy(() -> open("localhost"))
        .hasRootCauseInstanceOf(Exception.class)
        .hasStackTraceContaining(SSLException.class.getPackageName())
        .hasStackTraceContaining("PKIX");
    trust(store);
    assertThatThrownBy(() -> open("127.0.0.1"))
        .hasStackTraceContaining("No subject alternative names");
    try (RedisLink link = open("localhost")) {
      assertThat(RedisLink.text(link.ask(Command.ACL, RedisLink.bytes("WHOAMI"))))
          .isEqualTo("default");
      // One command of each client that got as far as saying who it is.
      assertThat(RedisLink.text(link.ask(Command.INFO, RedisLink.bytes("commandstats"))))
          .contains("cmdstat_hello:calls=1,");
    }
  }
}
