package dev.latchkey.runtime.operation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a target does on the authentication path. */
public enum Layer {
  /** A whole authentication: the outermost span. */
  AUTH,
  /** Fetches a key set. */
  JWKS,
  /** Validates a token or its signature. */
  JWT,
  /** Looks a user or a session up. */
  SESSION,
  /** Opens a database connection or runs a statement. */
  DB,
  /** Hashes a password or computes a signature. */
  CRYPTO,
  /** Anything else worth timing. */
  OTHER;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }

  /** Returns the layer that users call {@code id}. */
  public static Optional<Layer> of(String id) {
    return Arrays.stream(values()).filter(layer -> layer.id.equals(id)).findFirst();
  }
}
