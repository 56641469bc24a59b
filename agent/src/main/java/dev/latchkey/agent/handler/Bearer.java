package dev.latchkey.agent.handler;

/** The scheme before a token in an Authorization header (RFC 6750 section 2.1). Stateless. */
final class Bearer {
  private static final String SCHEME = "Bearer ";

  private Bearer() {}

  /** Returns the token without the scheme, if there is one. */
  static String bare(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? text.substring(SCHEME.length())
        : text;
  }
}
