package dev.latchkey.dashboard.endpoint;

/** Turns paths of the configuration into JSON pointers (RFC 6901). Stateless. */
final class Pointers {
  private Pointers() {}

  /** Returns {@code /invalidated-by/0/class} for {@code invalidated-by[0].class}. */
  static String of(String path) {
    return path.isEmpty() ? "" : "/" + path.replace("[", "/").replace("]", "").replace('.', '/');
  }
}
