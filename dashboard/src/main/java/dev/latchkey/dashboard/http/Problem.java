package dev.latchkey.dashboard.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a call, as RFC 9457 puts it. Immutable.
 *
 * @param type {@code urn:latchkey:problem:} and a stable name
 * @param title the same sentence for every problem of the type
 * @param detail what is wrong with this call and how to mend it
 * @param errors the faulty fields of a body or query; empty when it is not about fields
 * @param current the state that holds, when the caller acted on an older one; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    List<FieldError> errors,
    @Nullable Object current) {
  private static final String TYPES = "urn:latchkey:problem:";

  /** Copies the list. */
  public Problem {
    errors = List.copyOf(errors);
  }

  /**
   * One faulty field.
   *
   * @param pointer JSON pointer into the body, or {@code ?name} for a query parameter
   */
  public record FieldError(String pointer, String detail) {}

  /** A body or query that does not fit. */
  public static Problem validation(List<FieldError> errors) {
    var detail = errors.size() == 1 ? errors.get(0).detail() : errors.size() + " fields are wrong";
    return new Problem(TYPES + "validation", "The request is not valid", 400, detail, errors, null);
  }

  /** One field or parameter that does not fit. */
  public static Problem validation(String pointer, String detail) {
    return validation(List.of(new FieldError(pointer, detail)));
  }

  /** No valid credentials where some are needed. */
  public static Problem unauthenticated(String detail) {
    return of("unauthenticated", "Authentication is needed", 401, detail);
  }

  /** A request that another site's page may have caused. */
  public static Problem forbiddenOrigin(String detail) {
    return of("forbidden-origin", "Requests from other sites are refused", 403, detail);
  }

  /** The token that was shown does not allow this. */
  public static Problem forbidden(String detail) {
    return of("forbidden", "The role of the token is not enough", 403, detail);
  }

  /** Nothing can be changed over HTTP. */
  public static Problem readOnly(String detail) {
    return of("read-only", "The agent is read-only", 403, detail);
  }

  /** A cookie alone does not allow a change. */
  public static Problem csrf(String detail) {
    return of("csrf", "The request lacks the proof that the dashboard sent it", 403, detail);
  }

  /** Nothing is there. */
  public static Problem notFound(String detail) {
    return of("not-found", "There is no such resource", 404, detail);
  }

  /** The path exists, the method does not. */
  public static Problem methodNotAllowed(String detail) {
    return of("method-not-allowed", "The resource does not support this method", 405, detail);
  }

  /** The change contradicts the state of the agent. */
  public static Problem conflict(String detail) {
    return of("conflict", "The change is not possible now", 409, detail);
  }

  /** The caller acted on an older state; {@code current} is the one that holds. */
  public static Problem stale(String detail, Object current) {
    return new Problem(
        TYPES + "stale",
        "The resource was changed since it was read",
        412,
        detail,
        List.of(),
        current);
  }

  /** The change is sound in itself, and the application's classes do not allow it. */
  public static Problem notWoven(String detail) {
    return of("not-woven", "The target cannot be woven", 422, detail);
  }

  /** The body is longer than allowed. */
  public static Problem tooLarge(String detail) {
    return of("too-large", "The request body is too long", 413, detail);
  }

  /** The body is not of a type that is understood. */
  public static Problem unsupportedMediaType(String detail) {
    return of("media-type", "The body's type is not supported", 415, detail);
  }

  /** The name in the Host header is not one of ours. */
  public static Problem badHost(String detail) {
    return of("bad-host", "The request was meant for another host", 421, detail);
  }

  /** The resource speaks another protocol. */
  public static Problem upgradeRequired(String detail) {
    return of("upgrade-required", "The resource is a WebSocket", 426, detail);
  }

  /** Too many tries. */
  public static Problem rateLimited(String detail) {
    return of("rate-limited", "Too many requests", 429, detail);
  }

  /** A failure of our own. */
  public static Problem internal() {
    return of(
        "internal",
        "The agent failed to answer",
        500,
        "the agent failed to answer; the application is not affected, and latchkey_agent_errors_total"
            + " counts it");
  }

  /** No room for one more. */
  public static Problem busy(String detail) {
    return of("busy", "The agent has no room for this now", 503, detail);
  }

  private static Problem of(String name, String title, int status, String detail) {
    return new Problem(TYPES + name, title, status, detail, List.of(), null);
  }
}
