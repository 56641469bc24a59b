package dev.latchkey.runtime.pool;

import java.util.List;
import java.util.Map;

/**
 * The state of one pool at a moment, by safety rule POOL-41. Counts are since its beginning, times
 * in nanoseconds.
 *
 * @param id short name that tells nothing of credentials, such as {@code p1}
 * @param url the address, secrets masked
 * @param database the database's name, for people
 * @param state what the pool does: observing, learning, proving, reusing, untouched-only, refused
 * @param reason why it does no more than that, as a sentence; empty when it reuses
 * @param active connections that the application holds
 * @param idle connections that are kept
 * @param opened connections that the application's own code opened
 * @param reused checkouts that were served with a kept connection
 * @param overflow checkouts that found none kept
 * @param tainted connections closed at their return, by {@link Taint#id}
 * @param validationFailures kept connections that were found broken before they were handed out
 * @param leaks handles that became unreachable unclosed
 * @param leakSites where the application asked for those that were located, and how many
 * @param connectP50 median time of opening one, over those seen
 * @param resetP50 median time of a reset
 * @param holdP50 median time that the application holds one
 * @param holdP99 99th percentile of that
 * @param savedNanos {@code reused} times {@code connectP50}, less the resets
 * @param reuseNanos time that handing kept connections out and resetting them took in all
 * @param utilization busy over busy and idle, over the last minute; negative when nothing is known
 * @param queue how many there may be, and who waits
 * @param acquiring how long it takes to get one
 * @param trace what it held in the last 15 minutes, the oldest step first
 */
public record PoolSnapshot(
    String id,
    String url,
    String database,
    String state,
    String reason,
    int active,
    int idle,
    long opened,
    long reused,
    long overflow,
    Map<String, Long> tainted,
    long validationFailures,
    long leaks,
    Map<String, Long> leakSites,
    long connectP50,
    long resetP50,
    long holdP50,
    long holdP99,
    long savedNanos,
    long reuseNanos,
    double utilization,
    Queue queue,
    Acquiring acquiring,
    List<Step> trace) {
  /** No limit. */
  public static final int NO_LIMIT = Seats.NO_LIMIT;

  /** Copies what it is given. */
  public PoolSnapshot {
    tainted = Map.copyOf(tainted);
    leakSites = Map.copyOf(leakSites);
    trace = List.copyOf(trace);
  }

  /** Returns the mean time of getting and giving back a connection that may be kept, or -1. */
  public double overheadNanos() {
    return reused + overflow == 0
        ? -1
        : (reuseNanos + (double) overflow * connectP50) / (reused + overflow);
  }

  /**
   * What a pool held in a few seconds.
   *
   * @param active connections that the application held, on average
   * @param idle connections that were kept, on average
   * @param waiting most calls that waited at once
   */
  public record Step(double active, double idle, int waiting) {
    /** How long it is. */
    public static final int SECONDS = 15;
  }

  /**
   * How a pool is bounded, by safety rule POOL-32.
   *
   * @param engine what keeps the connections: recycler or bounded
   * @param limit how many may be open at once, or {@link #NO_LIMIT}
   * @param waiting calls that wait for one now
   * @param waited calls that had to wait
   * @param waitP99 99th percentile of how long they did
   * @param timeouts calls that waited as long as they may, for their turn or for room on a full
   *     server, and got none: they then connect beyond the limit, or fail as the driver does
   * @param beyondLimit connections that were opened although there were as many as there may be
   */
  public record Queue(
      String engine,
      int limit,
      int waiting,
      long waited,
      long waitP99,
      long timeouts,
      long beyondLimit) {
    /** Nothing is kept, so that nothing is limited. */
    public static final Queue NONE = new Queue("", NO_LIMIT, 0, 0, 0, 0, 0);
  }

  /**
   * How long calls take to get a connection, kept or opened, waiting included; 0 when none did.
   *
   * @param connectP95 95th percentile of opening one alone
   */
  public record Acquiring(long p50, long p95, long p99, long connectP95) {
    /** None was got. */
    public static final Acquiring NONE = new Acquiring(0, 0, 0, 0);
  }
}
