package dev.latchkey.dashboard.http;

import dev.latchkey.runtime.config.AdminRole;
import java.util.Set;

/**
 * Which calls a resource answers. Immutable.
 *
 * @param path absolute, with variables as {@code {name}}
 * @param parameters the query parameters allowed
 * @param bodyTypes the media types of bodies besides JSON
 * @param mostBytes the longest body
 */
public record Route(
    String method,
    String path,
    Access access,
    Set<String> parameters,
    Set<String> bodyTypes,
    int mostBytes,
    Endpoint endpoint) {
  /** The longest body of a route that says nothing else, in bytes. */
  public static final int MOST_BYTES = 64 * 1024;

  /** Copies the sets. */
  public Route {
    parameters = Set.copyOf(parameters);
    bodyTypes = Set.copyOf(bodyTypes);
  }

  /** Makes one that takes JSON alone. */
  public Route(
      String method, String path, Access access, Set<String> parameters, Endpoint endpoint) {
    this(method, path, access, parameters, Set.of(), MOST_BYTES, endpoint);
  }

  /** Returns the same that takes bodies of another type, too, and of this many bytes. */
  public Route taking(String bodyType, int most) {
    return new Route(method, path, access, parameters, Set.of(bodyType), most, endpoint);
  }

  /** Who may call. */
  public enum Access {
    /** Everyone who gets past the guard. */
    OPEN(AdminRole.VIEWER),
    /** Everyone on loopback, holders of a token elsewhere. */
    READ(AdminRole.VIEWER),
    /** Holders of a token. */
    TOKEN(AdminRole.VIEWER),
    /** Holders of a token that may switch what there is. */
    CHANGE(AdminRole.OPERATOR),
    /** Holders of a token that may decide what is woven, to ask what that would come to. */
    ASK(AdminRole.ADMIN),
    /** Holders of a token that may decide what is woven. */
    ADMIN(AdminRole.ADMIN);

    private final AdminRole role;

    Access(AdminRole role) {
      this.role = role;
    }

    /** Returns the role that is needed where a token is. */
    public AdminRole role() {
      return role;
    }

    /** Returns whether such a call changes something. */
    public boolean changes() {
      return this == CHANGE || this == ADMIN;
    }
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

  /** Returns a route that changes what is woven. */
  public static Route administer(String method, String path, Endpoint endpoint) {
    return new Route(method, path, Access.ADMIN, Set.of(), endpoint);
  }
}
