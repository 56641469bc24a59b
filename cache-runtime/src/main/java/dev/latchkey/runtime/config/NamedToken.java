package dev.latchkey.runtime.config;

import java.io.File;
import java.util.Optional;

/**
 * A token of one person or program. Immutable.
 *
 * @param name stands in the audit for whoever shows the token
 * @param file holds the token; absent when its hash is given
 * @param sha256 SHA-256 of the token in 64 hex digits; absent when its file is given
 */
public record NamedToken(
    String name, AdminRole role, Optional<File> file, Optional<Secret> sha256) {
  /** Checks that there is one of the two. */
  public NamedToken {
    Checks.that(file.isPresent() != sha256.isPresent(), "a token has a file or a hash");
  }
}
