package dev.latchkey.agent.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom https is spoken with. Stateless. */
final class Trust {
  private Trust() {}

  /**
   * Returns a context that trusts the certificates of a file besides those that Java trusts;
   * nothing without a file.
   *
   * @throws CommandException when the file holds no certificate
   */
  static Optional<SSLContext> of(@Nullable File authority) throws CommandException {
    if (authority == null) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(authority.toPath())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, each);
      }
      if (count == 0) {
        throw new CommandException("LK-4025", authority + " holds no certificate in PEM");
      }
      for (Certificate each : javas()) {
        store.setCertificateEntry("java-" + count++, each);
      }
      TrustManagerFactory trust = factory(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return Optional.of(context);
    } catch (IOException | GeneralSecurityException failed) {
      throw new CommandException(
          "LK-4025",
          authority + " cannot be used as --ca (" + failed.getClass().getSimpleName() + ")");
    }
  }

  /** A service of one's own often has its tokens from somebody whom all the world trusts. */
  private static List<X509Certificate> javas() throws GeneralSecurityException {
    return Arrays.stream(factory(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(each -> Arrays.stream(each.getAcceptedIssuers()))
        .toList();
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }
}
