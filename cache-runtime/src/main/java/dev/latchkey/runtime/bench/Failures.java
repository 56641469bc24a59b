package dev.latchkey.runtime.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** Short names for what ends a request without an answer. */
final class Failures {
  private Failures() {}

  static String name(IOException failure) {
    if (failure instanceof ConnectException) {
      return "no connection";
    }
    if (failure instanceof SocketTimeoutException) {
      return "timeout";
    }
    if (failure instanceof SSLException) {
      return "TLS refused";
    }
    if (failure instanceof ProtocolException) {
      return "no HTTP";
    }
    return failure instanceof EOFException ? "closed" : "connection lost";
  }
}
