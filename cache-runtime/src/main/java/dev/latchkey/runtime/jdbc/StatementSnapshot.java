package dev.latchkey.runtime.jdbc;

/**
 * What the statements of one shape did since the agent's start. Times in nanoseconds. Holds no
 * value of the application's.
 *
 * @param id short and the same for the same shape in every process
 * @param shape the text without values
 * @param verb the first keyword, such as {@code SELECT}; empty when it is none that is known
 * @param count how often one ran; a batch is one run
 * @param errors how many of these threw
 * @param totalNanos time of all runs
 * @param p50Nanos median time, to an eighth
 * @param p95Nanos 95th percentile of the time, to an eighth
 * @param inOperations runs inside auth operations
 * @param repeatedOperations auth operations that ran this shape ten times or more (rule POOL-44)
 * @param mostInOneOperation most runs in one auth operation
 * @param callSite the application's method that ran one of them, and its line; empty when no such
 *     method was found
 * @param recent what ran lately
 */
public record StatementSnapshot(
    String id,
    String shape,
    String verb,
    long count,
    long errors,
    long totalNanos,
    long p50Nanos,
    long p95Nanos,
    long inOperations,
    long repeatedOperations,
    int mostInOneOperation,
    String callSite,
    Recent recent) {
  /** What ran in the last 15 minutes, or in twelve of them and a part of the next three. */
  public static final int RECENT_MINUTES = 15;

  /**
   * What ran in the last {@link #RECENT_MINUTES}.
   *
   * @param rows how many rows those changed that told it
   * @param told how many told it; queries do not
   */
  public record Recent(
      long count,
      long errors,
      long totalNanos,
      long p50Nanos,
      long p95Nanos,
      long rows,
      long told) {
    /** None. */
    public static final Recent NONE = new Recent(0, 0, 0, 0, 0, 0, 0);
  }
}
