package dev.latchkey.runtime.config;

import dev.latchkey.runtime.operation.Layer;
import java.util.Locale;
import java.util.Optional;

/** What the agent does with a target's calls. */
public enum Role {
  /** Keeps the key-set document that the call fetches. */
  FETCH,
  /** Remembers that a signature verified. */
  SIGNATURE,
  /** Keeps the whole result of a successful validation. */
  VALIDATE,
  /** Keeps what the issuer said of an opaque token (RFC 7662). */
  INTROSPECT,
  /** Keeps the user that the call looks up. */
  LOOKUP,
  /** Keeps the answer of a whole authentication. */
  OPERATION,
  /** Sees a password being verified. */
  PASSWORD,
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
    return switch (layer) {
      case JWKS -> FETCH;
      case SESSION -> LOOKUP;
      case JWT, AUTH, DB, CRYPTO, OTHER -> TIME;
    };
  }

  /** Returns the role of a target that names none and perhaps a tier. */
  static Role defaultOf(Layer layer, Optional<Tier> tier) {
    if (tier.equals(Optional.of(Tier.FULL))) {
      return layer == Layer.JWT ? VALIDATE : layer == Layer.AUTH ? OPERATION : defaultOf(layer);
    }
    return defaultOf(layer);
  }

  /** Tells whether a target of this role can keep whole results. */
  public boolean keepsResults() {
    return this == VALIDATE || this == INTROSPECT;
  }

  /** Tells whether a target of this layer can have this role. */
  boolean fits(Layer layer) {
    return switch (this) {
      case FETCH -> layer == Layer.JWKS;
      case SIGNATURE, VALIDATE, INTROSPECT -> layer == Layer.JWT;
      case LOOKUP -> layer == Layer.SESSION;
      case OPERATION -> layer == Layer.AUTH;
      case PASSWORD -> layer == Layer.CRYPTO;
      case CONNECT -> layer == Layer.DB;
      case RESPONSE -> layer == Layer.OTHER;
      case TOKEN, TIME -> true;
    };
  }
}
