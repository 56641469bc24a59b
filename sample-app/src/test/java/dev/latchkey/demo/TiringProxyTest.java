package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between real sockets. */
@Timeout(30)
class TiringProxyTest {
  private static final Duration DELAY = Duration.ofMillis(50);

  private ServerSocket server;

  @BeforeEach
  void listen() throws Exception {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void keepsWhatAnOldConnectionSendsForTheDelay() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, DELAY);
        var client = connect(proxy);
        var accepted = server.accept()) {
      var sent = System.nanoTime();
      client.getOutputStream().write(7);

      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(DELAY.toNanos());
    }
  }

  @Test
  void passesAtOnceWhatAFreshConnectionSends() throws Exception {
    var never = Duration.ofDays(1);
    try (var proxy = TiringProxy.start(server.getLocalPort(), never, never);
        var client = connect(proxy);
        var accepted = server.accept()) {
      client.getOutputStream().write(7);

      assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void delaysNoAnswer() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, Duration.ofDays(1));
        var client = connect(proxy);
        var accepted = server.accept()) {
      accepted.getOutputStream().write(8);

      assertThat(client.getInputStream().read()).isEqualTo(8);
    }
  }

  @Test
  void closesOneEndWithTheOther() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, DELAY);
        var client = connect(proxy);
        var accepted = server.accept()) {
      client.shutdownOutput();

      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void leadsToTheDatabaseOfAnAddress() throws Exception {
    var url = "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/postgres";
    try (var proxy = TiringProxy.before(url);
        var client = connect(proxy);
        var accepted = server.accept()) {
      assertThat(accepted.isConnected()).isTrue();
      assertThat(client.isConnected()).isTrue();
      assertThat(proxy.through(url))
          .isEqualTo("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres");
    }
  }

  private static Socket connect(TiringProxy proxy) throws Exception {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }
}
