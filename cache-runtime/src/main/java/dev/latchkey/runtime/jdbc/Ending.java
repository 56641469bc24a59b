package dev.latchkey.runtime.jdbc;

/**
 * How the run of a statement ended. Immutable.
 *
 * @param atNanos when, by the clock of the operations
 * @param tookNanos how long it took
 * @param rows how many rows it changed, or {@link #UNTOLD}: a query's are known only once the
 *     application has read them
 */
public record Ending(long atNanos, long tookNanos, boolean failed, long rows) {
  /** The driver did not say how many. */
  public static final long UNTOLD = -1;
}
