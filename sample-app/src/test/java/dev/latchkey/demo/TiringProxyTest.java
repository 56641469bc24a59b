package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between real sockets. */
class TiringProxyTest {
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofDays(1);

  /** An interrupt does not end a read, so that each must end by itself. */
  private static final int LIMIT_MILLIS = 90_000;

  private ServerSocket server;

  @BeforeEach
  void listen() throws Exception {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server.setSoTimeout(LIMIT_MILLIS);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void keepsWhatAnOldConnectionSends() throws Exception {
    try (var slow = TiringProxy.start(server.getLocalPort(), Duration.ZERO, NEVER);
        var fast = TiringProxy.start(server.getLocalPort(), NEVER, NEVER);
        var old = connect(slow);
        var kept = accept();
        var fresh = connect(fast);
        var passed = accept()) {
      old.getOutputStream().write(7);
      for (var sent = 0; sent < 1_000; sent++) {
        fresh.getOutputStream().write(sent % 100);
        assertThat(passed.getInputStream().read()).isEqualTo(sent % 100);
      }

      assertThat(kept.getInputStream().available()).isZero();
    }
  }

  @Test
  void passesOnWhatAnOldConnectionSentAfterTheDelay() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, DELAY);
        var client = connect(proxy);
        var accepted = accept()) {
      client.getOutputStream().write(7);

      assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void passesAtOnceWhatAFreshConnectionSends() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), NEVER, NEVER);
        var client = connect(proxy);
        var accepted = accept()) {
      client.getOutputStream().write(7);

      assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void delaysNoAnswer() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, NEVER);
        var client = connect(proxy);
        var accepted = accept()) {
      accepted.getOutputStream().write(8);

      assertThat(client.getInputStream().read()).isEqualTo(8);
    }
  }

  @Test
  void closesOneEndWithTheOther() throws Exception {
    try (var proxy = TiringProxy.start(server.getLocalPort(), Duration.ZERO, DELAY);
        var client = connect(proxy);
        var accepted = accept()) {
      client.shutdownOutput();

      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void leadsToTheDatabaseOfAnAddress() throws Exception {
    var url = "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/postgres";
    try (var proxy = TiringProxy.before(url);
        var client = connect(proxy);
        var accepted = accept()) {
      assertThat(accepted.isConnected()).isTrue();
      assertThat(client.isConnected()).isTrue();
      assertThat(proxy.through(url))
          .isEqualTo("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres");
    }
  }

  private static Socket connect(TiringProxy proxy) throws Exception {
    return limited(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
  }

  private Socket accept() throws Exception {
    return limited(server.accept());
  }

  private static Socket limited(Socket socket) throws Exception {
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }
}
