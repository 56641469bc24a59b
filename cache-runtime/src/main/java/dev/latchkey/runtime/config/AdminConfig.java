package dev.latchkey.runtime.config;

import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the dashboard listens. Immutable.
 *
 * @param host name or address without brackets; default 127.0.0.1
 * @param port 0 for any free port; absent when there is to be no dashboard; default 7171
 * @param tokenFile holds the token that every change needs, and every read when the host is not
 *     loopback; default {@code ${HOME}/.latchkey/token}
 * @param tokens further tokens, each with a name and a role; none by default
 * @param readOnly whether nothing can be changed over HTTP, with no token
 * @param tls what to speak TLS with; plain HTTP without it
 */
public record AdminConfig(
    String host,
    OptionalInt port,
    File tokenFile,
    List<NamedToken> tokens,
    boolean readOnly,
    Optional<AdminTls> tls) {
  /** Where the dashboard listens when the file does not say. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** The port when the file does not say. */
  public static final int DEFAULT_PORT = 7171;

  static final int MAX_PORT = 65_535;
  static final int MAX_HOST = 253;
  private static final int IPV4_PARTS = 4;

  /** One token, plain HTTP. */
  public AdminConfig(String host, OptionalInt port, File tokenFile) {
    this(host, port, tokenFile, List.of(), false, Optional.empty());
  }

  /** Checks the host and the port, and copies the list. */
  public AdminConfig {
    tokens = List.copyOf(tokens);
    Checks.that(isHost(host), "not a host: " + host);
    Checks.range("port", port.orElse(0), 0, MAX_PORT);
  }

  /** Tells whether there is to be a dashboard. */
  public boolean enabled() {
    return port.isPresent();
  }

  /** Tells whether only this machine can reach the dashboard. Asks no name service. */
  public boolean loopback() {
    return isLoopback(host);
  }

  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1")
        || isIpv4Loopback(host);
  }

  static boolean isHost(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_HOST
        && text.chars().allMatch(c -> isHostCharacter((char) c));
  }

  private static boolean isHostCharacter(char c) {
    return Ascii.isLetter(c) || Ascii.isDigit(c) || c == '.' || c == '-' || c == ':' || c == '_';
  }

  /** A name such as 127.example.com must not pass for an address. */
  private static boolean isIpv4Loopback(String host) {
    int parts = 0;
    int at = 0;
    while (at <= host.length()) {
      int digits = Ascii.digits(host, at);
      if (digits == 0 || digits > 3 || Integer.parseInt(host.substring(at, at + digits)) > 255) {
        return false;
      }
      at += digits;
      parts++;
      if (at < host.length() && host.charAt(at) != '.') {
        return false;
      }
      at++;
    }
    return parts == IPV4_PARTS && host.startsWith("127.");
  }
}
