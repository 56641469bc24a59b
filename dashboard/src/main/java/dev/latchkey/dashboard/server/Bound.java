package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.access.AdminToken;
import java.net.URI;

/**
 * What became of a start. Immutable.
 *
 * @param port the port that is open, which is another one than configured if that was taken
 * @param dashboard the address to open in a browser
 * @param tokenState where the admin token is kept; in {@code MEMORY} nothing can be changed
 * @param tokenFile the path of the token's file, whether or not it could be used
 */
public record Bound(
    String host, int port, URI dashboard, AdminToken.State tokenState, String tokenFile) {}
