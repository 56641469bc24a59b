package dev.latchkey.runtime.config;

import java.io.File;
import java.util.Optional;

/**
 * The files that the dashboard proves its name with. Immutable.
 *
 * @param certificate the server's certificate and those above it in PEM, or a PKCS#12 store
 * @param key the private key in PEM (PKCS#8, not encrypted); absent for a PKCS#12 store
 * @param passwordFile holds the password of the PKCS#12 store; absent for PEM
 */
public record AdminTls(File certificate, Optional<File> key, Optional<File> passwordFile) {
  /** Checks that there is one of the two. */
  public AdminTls {
    Checks.that(key.isPresent() != passwordFile.isPresent(), "a key file or a password file");
  }
}
