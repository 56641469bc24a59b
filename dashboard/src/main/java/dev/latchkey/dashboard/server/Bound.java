package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.access.AdminToken;
import java.net.URI;
import java.util.List;

/**
 * What became of a start. Immutable.
 *
 * @param port the port that is open, which is another one than configured if that was taken
 * @param dashboard the address to open in a browser
 * @param tokenState where the admin token is kept; in {@code MEMORY} nobody can show it
 * @param tokenFile the path of the token's file, whether or not it could be used
 * @param refusals a line on each token that nobody can show
 */
public record Bound(
    String host,
    int port,
    URI dashboard,
    AdminToken.State tokenState,
    String tokenFile,
    List<String> refusals) {
  /** Copies the list. */
  public Bound {
    refusals = List.copyOf(refusals);
  }
}
