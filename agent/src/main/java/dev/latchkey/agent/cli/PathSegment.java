package dev.latchkey.agent.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts what a user typed into an address. Stateless. */
final class PathSegment {
  private PathSegment() {}

  /** Returns the text so that it stays one segment, or one value of a query. */
  static String of(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
