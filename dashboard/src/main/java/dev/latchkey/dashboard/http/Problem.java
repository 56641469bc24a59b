package dev.latchkey.dashboard.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Why a request was refused, in the form of RFC 9457. Thrown by endpoints and written by the
 * server.
 *
 * <p>Immutable.
 */
public final class Problem extends RuntimeException {
  private static final String TYPES = "https://latchkey.dev/problems/";

  private final int status;
  private final String type;
  private final String title;
  private final List<Misfit> misfits;

  /**
   * A field of the request's body that does not fit; {@code pointer} is a JSON pointer (RFC 6901).
   */
  public record Misfit(String pointer, String detail) {}

  private Problem(int status, String type, String title, String detail, List<Misfit> misfits) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.misfits = List.copyOf(misfits);
  }

  /** The body is not what the resource takes. */
  public static Problem validation(List<Misfit> misfits) {
    return new Problem(
        400, "validation", "The request does not fit", "See errors for each field.", misfits);
  }

  /**
   * The body or a parameter is not what the resource takes; {@code pointer} is empty for the whole.
   */
  public static Problem validation(String pointer, String detail) {
    return validation(List.of(new Misfit(pointer, detail)));
  }

  /** A token or a session is needed. */
  public static Problem unauthenticated() {
    return new Problem(
        401,
        "unauthenticated",
        "A change needs the admin token",
        "Send 'Authorization: Bearer' with the content of the token file, or sign in on the page.",
        List.of());
  }

  /** The request comes from somewhere else. */
  public static Problem forbiddenOrigin() {
    return new Problem(
        403,
        "forbidden-origin",
        "The request comes from another site",
        "Only the dashboard's own pages may call this server from a browser.",
        List.of());
  }

  /** The request names another host. */
  public static Problem badHost() {
    return new Problem(
        421,
        "bad-host",
        "This server does not go by that host name",
        "Use the address that the agent printed, such as http://127.0.0.1:7171.",
        List.of());
  }

  /** There is nothing at that path. */
  public static Problem notFound(String what) {
    return new Problem(404, "not-found", "There is no such resource", what, List.of());
  }

  /** The resource does not take that method. */
  public static Problem methodNotAllowed(String allowed) {
    return new Problem(
        405,
        "method-not-allowed",
        "The resource does not take this method",
        "Allowed: " + allowed + ".",
        List.of());
  }

  /** What is asked for cannot be done now. */
  public static Problem conflict(String detail) {
    return new Problem(409, "conflict", "This cannot be done now", detail, List.of());
  }

  /** Somebody else changed the resource. */
  public static Problem stale(String detail) {
    return new Problem(
        412, "stale", "The resource was changed by somebody else", detail, List.of());
  }

  /** The body is too long. */
  public static Problem tooLarge(long limit) {
    return new Problem(
        413, "too-large", "The body is too long", "Allowed are " + limit + " bytes.", List.of());
  }

  /** The body is of another type than JSON. */
  public static Problem unsupportedType() {
    return new Problem(
        415,
        "unsupported-type",
        "The body is not JSON",
        "Send 'Content-Type: application/json'.",
        List.of());
  }

  /** Too many attempts. */
  public static Problem rateLimited(long waitSeconds) {
    return new Problem(
        429,
        "rate-limited",
        "Too many failed attempts",
        "Try again in " + waitSeconds + " s.",
        List.of());
  }

  /** Something of ours failed. */
  public static Problem internal(Throwable failure) {
    return new Problem(
        500, "internal", "The admin server failed", failure.getClass().getName(), List.of());
  }

  /** The server cannot answer yet. */
  public static Problem busy(String detail) {
    return new Problem(503, "busy", "The server is not ready", detail, List.of());
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the body. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("type", TYPES + type)
        .put("title", title)
        .put("status", status)
        .put("detail", getMessage());
    if (!misfits.isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      misfits.forEach(
          misfit ->
              errors.addObject().put("pointer", misfit.pointer()).put("detail", misfit.detail()));
    }
    return json;
  }
}
