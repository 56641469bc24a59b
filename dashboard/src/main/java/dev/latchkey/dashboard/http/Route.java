package dev.latchkey.dashboard.http;

import java.util.Set;

/**
 * Which calls a resource answers. Immutable.
 *
 * @param path absolute, with variables as {@code {name}}
 * @param parameters the query parameters allowed
 */
public record Route(
    String method, String path, Access access, Set<String> parameters, Endpoint endpoint) {

  /** Copies the set. */
  public Route {
    parameters = Set.copyOf(parameters);
  }

  /** Who may call. */
  public enum Access {
    /** Everyone who gets past the guard. */
    OPEN,
    /** Everyone on loopback, holders of the token elsewhere. */
    READ,
    /** Holders of the token. */
    CHANGE
  }

  /** Answers a call, on a worker thread. */
  @FunctionalInterface
  public interface Endpoint {
    /**
     * Answers one call.
     *
     * @throws ProblemException to answer with a problem
     */
    Reply handle(Call call);
  }

  /** Returns a route that everyone may read. */
  public static Route open(String path, Endpoint endpoint) {
    return new Route("GET", path, Access.OPEN, Set.of(), endpoint);
  }

  /** Returns a route that reads. */
  public static Route read(String path, Set<String> parameters, Endpoint endpoint) {
    return new Route("GET", path, Access.READ, parameters, endpoint);
  }

  /** Returns a route that changes something. */
  public static Route change(String method, String path, Endpoint endpoint) {
    return new Route(method, path, Access.CHANGE, Set.of(), endpoint);
  }
}
