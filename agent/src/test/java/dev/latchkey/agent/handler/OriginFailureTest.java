package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginFailureTest {
  static Stream<Throwable> passing() {
    return Stream.of(
        new SocketTimeoutException("Read timed out"),
        new HttpTimeoutException("request timed out"),
        new HttpConnectTimeoutException("HTTP connect timed out"),
        new InterruptedIOException("timeout"),
        new ConnectException("Connection refused"),
        new NoRouteToHostException(),
        new UnknownHostException("idp"),
        new PortUnreachableException(),
        new SocketException("Connection reset"),
        new UncheckedIOException(new SocketTimeoutException()),
        new ExecutionException(new IOException(new ConnectException())));
  }

  static Stream<Throwable> standing() {
    return Stream.of(
        new IOException("Server returned HTTP response code: 400"),
        new SSLHandshakeException("no trust"),
        new IOException(new SSLHandshakeException("no trust").initCause(new SocketException())),
        new ConnectException().initCause(new SSLHandshakeException("no trust")),
        new InterruptedIOException("interrupted"),
        new IllegalArgumentException("not JSON"),
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("passing")
  @DisplayName("K-11 time-outs and failed connects may be bridged, however deep the cause")
  void bridges(Throwable thrown) {
    assertThat(OriginFailure.mayPass(thrown, ResponseNote.UNSEEN)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("standing")
  @DisplayName("K-11 TLS failures, unreadable answers and all else must stand")
  void stands(Throwable thrown) {
    assertThat(OriginFailure.mayPass(thrown, ResponseNote.UNSEEN)).isFalse();
    assertThat(OriginFailure.mayPass(thrown, 200)).isFalse();
    assertThat(OriginFailure.mayPass(thrown, 404)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 599})
  @DisplayName("K-11 a status of 429 or 5xx may be bridged, thrown or returned")
  void status(int status) {
    assertThat(OriginFailure.mayPass(new IOException("hidden"), status)).isTrue();
    assertThat(OriginFailure.mayPass(null, status)).isTrue();
  }
}
