package dev.latchkey.api;

/**
 * What an application can tell the agent. The agent finds every copy of this class, in whatever
 * class loader, and takes the calls over; without the agent they return at once and allocate
 * nothing. Thread-safe.
 *
 * <pre>{@code
 * try (var timing = Latchkey.measure("load-permissions")) {
 *   // ...
 * }
 * }</pre>
 */
public final class Latchkey {
  private Latchkey() {}

  /**
   * Begins to time a part of the code, until the result is closed on the same thread. Inside an
   * auth operation its time is told apart from that of the rest.
   *
   * @param name from a fixed set, as it is shown and is the label of a metric: 1 to 64 of a-z, 0-9
   *     and {@code -}, never a user's or a token's. Any other name, and those after the hundredth,
   *     are not timed.
   */
  public static Timing measure(String name) {
    Object handle = begin(name);
    return handle == null ? Timing.NONE : new Timing(handle);
  }

  /**
   * Times {@code work} and returns what it returns; what it throws passes through.
   *
   * @param name as for {@link #measure}
   */
  public static <T, X extends Exception> T profile(String name, Work<T, X> work) throws X {
    Timing timing = measure(name);
    boolean done = false;
    try {
      T result = work.run();
      done = true;
      return result;
    } finally {
      timing.end(!done);
    }
  }

  /**
   * Says that a user has changed or logged out: kept tokens and user lookups of this subject are
   * dropped before this returns, here, and within a second in the other processes that share a
   * Redis.
   *
   * @param subject the token's {@code sub}, or what the user is looked up by
   */
  public static void invalidateSubject(String subject) {
    // The agent does this.
  }

  /** The agent answers with what it times. */
  static Object begin(String name) {
    return null;
  }

  /** Without the agent that began it, there is only its trace on this thread to be cleaned. */
  static void end(Object handle, boolean failed) {
    if (handle instanceof Runnable cleaning) {
      cleaning.run();
    }
  }

  /** What {@link #profile} times. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    /** Does the work. */
    T run() throws X;
  }
}
