package dev.latchkey.runtime.discovery;

import java.util.Locale;
import java.util.regex.Pattern;

/** What an address asks an identity provider for. Nothing of the address itself is kept. */
public enum AddressShape {
  /** A key set (RFC 7517). */
  KEY_SET("a key set"),
  /** The issuer's metadata (RFC 8414). */
  DISCOVERY("the issuer's metadata"),
  /** What the issuer says of a token (RFC 7662), or of its user. */
  INTROSPECTION("what the issuer says of a token"),
  /** Anything else. */
  OTHER("something else");

  private static final Pattern PARTS = Pattern.compile("[\\s,{}]+");

  private final String words;

  AddressShape(String words) {
    this.words = words;
  }

  /** Returns what is asked for, in words. */
  String words() {
    return words;
  }

  /** Returns the shape of an address, or of a text that has one in it. */
  public static AddressShape of(String text) {
    for (String part : PARTS.splitAsStream(text.toLowerCase(Locale.ROOT)).toList()) {
      if (part.contains("/") && !part.startsWith("http/")) {
        int end = part.replace('#', '?').indexOf('?');
        AddressShape shape = ofPath(end < 0 ? part : part.substring(0, end));
        if (shape != OTHER) {
          return shape;
        }
      }
    }
    return OTHER;
  }

  private static AddressShape ofPath(String path) {
    if (path.contains("jwks")
        || path.contains("/oauth2/v3/certs")
        || path.endsWith("/certs")
        || path.contains("/discovery/keys")
        || path.contains("/discovery/v2.0/keys")
        || path.endsWith("/oauth2/v1/keys")
        || path.endsWith("/oauth2/keys")
        || path.endsWith("/.well-known/keys")) {
      return KEY_SET;
    }
    if (path.contains("/.well-known/openid-configuration")
        || path.contains("/.well-known/oauth-authorization-server")) {
      return DISCOVERY;
    }
    return path.contains("introspect")
            || path.contains("tokeninfo")
            || path.contains("/check_token")
            || path.endsWith("/userinfo")
        ? INTROSPECTION
        : OTHER;
  }

  /** Returns whether keys come from there, or where they are. */
  boolean leadsToKeys() {
    return this == KEY_SET || this == DISCOVERY;
  }
}
