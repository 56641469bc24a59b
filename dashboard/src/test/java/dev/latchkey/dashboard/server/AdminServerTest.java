package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.SimulatedApp;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
  @TempDir private File directory;

  private final SimulatedApp app = new SimulatedApp(Instant.parse("2026-11-24T12:00:00Z"));

  private AdminServer server(int port) {
    var file = new File(directory, "token");
    return new AdminServer(new AdminSettings("127.0.0.1", port, file, true), app.services());
  }

  private static List<Thread> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("latchkey-admin"))
        .toList();
  }

  @Test
  void takesTheNextPortWhenItsOwnIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var server = server(taken.getLocalPort())) {
      var bound = server.start();
      assertThat(bound.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(server.boundPort()).isEqualTo(bound.port());
      assertThat(bound.dashboard()).hasToString("http://127.0.0.1:" + bound.port() + "/");
      assertThat(Http.on(bound.port()).get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void twoServersWithOneConfigurationBothStart() throws IOException {
    try (var first = server(0)) {
      int port = first.start().port();
      try (var second = server(port)) {
        assertThat(second.start().port()).isNotEqualTo(port);
      }
    }
  }

  @Test
  void itsThreadsAreNamedDaemonsAndGoneAfterClose() throws IOException {
    var server = server(0);
    int port = server.start().port();
    Http.on(port).get("/api/v1/status");
    assertThat(ourThreads()).isNotEmpty().allMatch(Thread::isDaemon);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("XNIO"));
    server.close();
    await().untilAsserted(() -> assertThat(ourThreads()).isEmpty());
    assertThatThrownBy(() -> Http.on(port).get("/healthz"))
        .hasRootCauseMessage("Connection refused");
  }

  @Test
  void closesTwiceAndOpensAgain() throws IOException {
    var server = server(0);
    server.close();
    server.start();
    assertThatThrownBy(server::start).isInstanceOf(IOException.class);
    server.close();
    server.close();
    assertThatThrownBy(server::boundPort).isInstanceOf(IllegalStateException.class);
    server.start();
    server.close();
    await().untilAsserted(() -> assertThat(ourThreads()).isEmpty());
  }

  @Test
  void saysWhenItCannotListen() {
    var settings = new AdminSettings("192.0.2.1", 0, new File(directory, "token"), false);
    assertThatThrownBy(() -> new AdminServer(settings, app.services()).start())
        .isInstanceOf(IOException.class);
    await().untilAsserted(() -> assertThat(ourThreads()).isEmpty());
  }

  @Test
  void itsThreadsKeepNoClassLoaderOfTheApplication() throws Exception {
    var own = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(null);
    try (var server = server(0)) {
      server.start();
      Http.on(server.boundPort()).get("/api/v1/status");
      assertThat(ourThreads()).allMatch(thread -> thread.getContextClassLoader() == null);
    } finally {
      Thread.currentThread().setContextClassLoader(own);
    }
  }
}
