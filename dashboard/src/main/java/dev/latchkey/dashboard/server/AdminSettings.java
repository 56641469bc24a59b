package dev.latchkey.dashboard.server;

import dev.latchkey.runtime.config.AdminTls;
import dev.latchkey.runtime.config.NamedToken;
import java.io.File;
import java.util.List;
import java.util.Optional;

/**
 * Where the server listens and whom it serves. Immutable.
 *
 * @param host name or address without brackets
 * @param port 0 for any free port
 * @param tokenFile holds the admin token; created when it is missing
 * @param tokens further tokens, with names and roles
 * @param readOnly whether nothing can be changed
 * @param tls what to speak TLS with; plain HTTP without it
 * @param readsAreFree whether only this machine can reach {@code host}; otherwise reading needs a
 *     token as well
 */
public record AdminSettings(
    String host,
    int port,
    File tokenFile,
    List<NamedToken> tokens,
    boolean readOnly,
    Optional<AdminTls> tls,
    boolean readsAreFree) {
  /** One token, plain HTTP. */
  public AdminSettings(String host, int port, File tokenFile, boolean readsAreFree) {
    this(host, port, tokenFile, List.of(), false, Optional.empty(), readsAreFree);
  }

  /** Checks the port and copies the list. */
  public AdminSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", allowed is 0 to 65535");
    }
    tokens = List.copyOf(tokens);
  }
}
