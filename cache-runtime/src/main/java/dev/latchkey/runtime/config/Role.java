package dev.latchkey.runtime.config;

import dev.latchkey.runtime.operation.Layer;
import java.util.Locale;

/** What the agent does with a target's calls. */
public enum Role {
  /** Keeps the key-set document that the call fetches. */
  FETCH,
  /** Remembers that a signature verified. */
  SIGNATURE,
  /** Learns which token the thread works on, for the calls inside. */
  TOKEN,
  /** Looks at the HTTP responses of fetches, for their status and headers. */
  RESPONSE,
  /** Sees a database connection being opened. */
  CONNECT,
  /** Times the call and nothing else. */
  TIME;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }

  /** Returns the role of a target that names none. */
  static Role defaultOf(Layer layer) {
    return layer == Layer.JWKS ? FETCH : TIME;
  }

  /** Tells whether a target of this layer can have this role. */
  boolean fits(Layer layer) {
    return switch (this) {
      case FETCH -> layer == Layer.JWKS;
      case SIGNATURE -> layer == Layer.JWT;
      case CONNECT -> layer == Layer.DB;
      case RESPONSE -> layer == Layer.OTHER;
      case TOKEN, TIME -> true;
    };
  }
}
