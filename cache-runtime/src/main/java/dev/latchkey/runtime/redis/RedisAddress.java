package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.config.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is and who asks it. Immutable.
 *
 * @param user null for the server's default one
 * @param password null on loopback alone
 */
record RedisAddress(
    String host,
    int port,
    boolean encrypted,
    @Nullable Secret user,
    @Nullable Secret password,
    int database) {
  private static final int PORT = 6379;

  /**
   * Reads {@code redis[s]://[user:password@]host[:port][/database]}.
   *
   * @throws IllegalArgumentException when it is not like that, or is not on loopback and has no TLS
   *     or no password: rule R-9; the message holds nothing of the address
   */
  static RedisAddress parse(Secret text) {
    URI uri = uri(text);
    boolean encrypted = "rediss".equals(uri.getScheme());
    if (uri.getHost() == null || !(encrypted || "redis".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("the uri of redis is no redis://host or rediss://host");
    }
    String login = uri.getUserInfo();
    int colon = login == null ? -1 : login.indexOf(':');
    boolean named = login != null && colon > 0;
    RedisAddress address =
        new RedisAddress(
            uri.getHost(),
            uri.getPort() < 0 ? PORT : uri.getPort(),
            encrypted,
            named ? new Secret(login.substring(0, colon)) : null,
            login != null && colon >= 0 ? new Secret(login.substring(colon + 1)) : null,
            database(uri.getPath()));
    if (!(encrypted && address.password() != null) && !address.isLoopback()) {
      throw new IllegalArgumentException(
          "a Redis that is not on loopback needs rediss:// and a password");
    }
    return address;
  }

  private static URI uri(Secret text) {
    try {
      return new URI(text.value());
    } catch (URISyntaxException malformed) {
      // Its message would show the password.
      throw new IllegalArgumentException("the uri of redis cannot be read");
    }
  }

  private static int database(@Nullable String path) {
    if (path == null || path.length() <= 1) {
      return 0;
    }
    try {
      return Integer.parseInt(path.substring(1));
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("the uri of redis names no database by its number");
    }
  }

  private boolean isLoopback() {
    try {
      for (InetAddress each : InetAddress.getAllByName(host)) {
        if (!each.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
