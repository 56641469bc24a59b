package dev.latchkey.agent.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom https is spoken with. Stateless. */
final class Trust {
  private Trust() {}

  /**
   * Returns a context that trusts the certificates of a file; nothing for Java's own.
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
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return Optional.of(context);
    } catch (IOException | GeneralSecurityException failed) {
      throw new CommandException(
          "LK-4025",
          authority + " cannot be used as --ca (" + failed.getClass().getSimpleName() + ")");
    }
  }
}
