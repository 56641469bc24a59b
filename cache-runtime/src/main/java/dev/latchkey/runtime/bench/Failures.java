package dev.latchkey.runtime.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Short names for what ends a request without an answer. Stateless. */
public final class Failures {
  private Failures() {}

  /** Returns the name, which tells nothing that either side sent. */
  public static String name(IOException failure) {
    if (failure instanceof ConnectException) {
      return "no connection";
    }
    if (failure instanceof SocketTimeoutException) {
      return "timeout";
    }
    if (failure instanceof SSLException) {
      return tls(failure);
    }
    if (failure instanceof ProtocolException) {
      return "no HTTP";
    }
    return failure instanceof EOFException ? "closed" : "connection lost";
  }

  /** The path's error stands below the certificate's; that of a host's name stands alone. */
  private static String tls(Throwable failure) {
    String name = "TLS refused";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateExpiredException
          || each instanceof CertificateNotYetValidException) {
        return "certificate out of date";
      }
      if (each instanceof CertPathBuilderException) {
        return "untrusted certificate";
      }
      if (each instanceof CertificateException) {
        name = "certificate of another host";
      }
    }
    return name;
  }
}
