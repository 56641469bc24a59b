package dev.latchkey.runtime.response;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response of the application's server, to a request that is being served. Each method may throw
 * what the server throws. Confined to those who serve the request.
 */
public interface OpenResponse {
  /** Returns whether headers can still be set. */
  boolean isOpen() throws Throwable;

  /**
   * Returns the numeric address of the client as the server knows it; null for none, as on a Unix
   * socket.
   */
  @Nullable String client() throws Throwable;

  /** Returns the values of a header, none when it is not set. */
  Collection<String> values(String header) throws Throwable;

  /** Sets a header to these values, at least one, each a line of its own. */
  void replace(String header, List<String> values) throws Throwable;
}
