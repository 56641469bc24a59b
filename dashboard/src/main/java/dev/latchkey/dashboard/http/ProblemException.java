package dev.latchkey.dashboard.http;

import java.util.Map;

/** Ends the handling of a call with a problem. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  /** Ends the call with {@code problem}. */
  public ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /** Ends the call with {@code problem} and further response headers. */
  public ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  /** Returns the reply that tells the caller. */
  public Reply reply() {
    return Reply.problem(problem).with(headers);
  }
}
