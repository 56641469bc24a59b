package dev.latchkey.dashboard.server;

import java.io.File;

/**
 * Where the server listens. Immutable.
 *
 * @param host name or address without brackets
 * @param port 0 for any free port
 * @param tokenFile holds the admin token; created when it is missing
 * @param readsAreFree whether only this machine can reach {@code host}; otherwise reading needs the
 *     token as well
 */
public record AdminSettings(String host, int port, File tokenFile, boolean readsAreFree) {
  /** Checks the port. */
  public AdminSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", allowed is 0 to 65535");
    }
  }
}
