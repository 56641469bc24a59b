package dev.latchkey.dashboard.server;

import dev.latchkey.runtime.config.AdminTls;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Makes the server's side of TLS from files. Stateless. */
final class TlsContext {
  private static final int MOST_BYTES = 256 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private TlsContext() {}

  /**
   * Reads the files.
   *
   * @throws IOException naming the file, what is wrong with it and how to mend it
   */
  static SSLContext of(AdminTls tls) throws IOException {
    var password = password(tls);
    var store =
        tls.key().isPresent()
            ? pem(tls.certificate(), tls.key().get(), password)
            : pkcs12(tls.certificate(), password);
    try {
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw fault(tls.certificate(), "has a key of another password or kind", e);
    }
  }

  /** A store in memory needs one as well, and nobody ever has to know it. */
  private static char[] password(AdminTls tls) throws IOException {
    if (tls.passwordFile().isEmpty()) {
      return new char[0];
    }
    return new String(read(tls.passwordFile().get()), StandardCharsets.UTF_8).strip().toCharArray();
  }

  private static KeyStore pkcs12(File file, char[] password) throws IOException {
    var bytes = read(file);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          return store;
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw fault(file, "is not a PKCS#12 store that admin.tls.password-file opens", e);
    }
    throw new IOException(file + " holds no private key; export the key with its certificate");
  }

  private static KeyStore pem(File certificate, File key, char[] password) throws IOException {
    var chain = chain(certificate);
    var secret = key(key);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("latchkey", secret, password, chain);
      checkPair(certificate, chain[0], secret);
      return store;
    } catch (GeneralSecurityException e) {
      throw fault(certificate, "cannot be used with " + key, e);
    }
  }

  /** What one signs the other has to verify: the JDK finds out at the first handshake only. */
  private static void checkPair(File file, Certificate certificate, PrivateKey key)
      throws IOException, GeneralSecurityException {
    var algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    boolean fits;
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      var signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      fits = signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      fits = false;
    }
    if (!fits) {
      throw new IOException(
          file
              + " is for another key than admin.tls.key; give the key that the certificate was made with");
    }
  }

  private static Certificate[] chain(File file) throws IOException {
    var bytes = read(file);
    try {
      var found =
          new ArrayList<Certificate>(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes)));
      if (!found.isEmpty()) {
        return found.toArray(new Certificate[0]);
      }
    } catch (GeneralSecurityException e) {
      throw fault(file, "holds no certificate in PEM", e);
    }
    throw new IOException(file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  }

  private static PrivateKey key(File file) throws IOException {
    var matcher = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new IOException(
          file
              + " holds no private key that is not encrypted (-----BEGIN PRIVATE KEY-----); make one"
              + " with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    return decoded(matcher.group(1))
        .orElseThrow(() -> new IOException(file + " holds no key of kind RSA, EC or Ed25519"));
  }

  private static Optional<PrivateKey> decoded(String base64) {
    for (String algorithm : ALGORITHMS) {
      try {
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Of another kind, or none at all.
      }
    }
    return Optional.empty();
  }

  private static byte[] read(File file) throws IOException {
    try {
      if (Files.size(file.toPath()) > MOST_BYTES) {
        throw new IOException(file + " is longer than " + MOST_BYTES + " bytes");
      }
      return Files.readAllBytes(file.toPath());
    } catch (java.nio.file.FileSystemException e) {
      throw new IOException(file + " cannot be read; check the path and the rights", e);
    }
  }

  /** The cause may repeat what stands in the file, so that only its kind is told. */
  private static IOException fault(File file, String what, Exception cause) {
    return new IOException(file + " " + what + " (" + cause.getClass().getSimpleName() + ")");
  }
}
