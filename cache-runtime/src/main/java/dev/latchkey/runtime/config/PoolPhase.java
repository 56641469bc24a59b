package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.Locale;

/**
 * Phase 4: connections are reused. Immutable.
 *
 * @param engine default {@link Engine#RECYCLER}
 * @param reset default {@link Reset#FULL} (safety rule POOL-18)
 * @param preparedStatements whether a driver may prepare on the server what is run often, as on any
 *     connection that lives long, default false (safety rule POOL-24); with {@link Reset#FULL} it
 *     does, and they go with each reset
 */
public record PoolPhase(
    boolean enabled,
    int rolloutPercent,
    Engine engine,
    Reset reset,
    Limits limits,
    boolean preparedStatements)
    implements PhaseConfig {
  /** The phase when the file says nothing. */
  public static final PoolPhase DEFAULT =
      new PoolPhase(
          false,
          DEFAULT_ROLLOUT_PERCENT,
          Engine.RECYCLER,
          Reset.FULL,
          new Limits(64, Limits.LEARNED, Duration.ofMinutes(10)));

  /** The driver prepares nothing on the server that outlasts a borrower. */
  public PoolPhase(boolean enabled, int rolloutPercent, Engine engine, Reset reset, Limits limits) {
    this(enabled, rolloutPercent, engine, reset, limits, false);
  }

  /** Checks the share. */
  public PoolPhase {
    Checks.range("rolloutPercent", rolloutPercent, 0, MAX_PERCENT);
  }

  /** What keeps the connections. */
  public enum Engine {
    /** Keeps what the application itself opened. */
    RECYCLER,
    /** Bounds how many are open at once, too. */
    BOUNDED;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users write it: lower case. */
    public String id() {
      return id;
    }
  }

  /** How a connection is cleaned between two borrowers. */
  public enum Reset {
    /** Everything, every time. */
    FULL,
    /** What statements were seen to change. */
    DIRTY,
    /** What JDBC itself can set. */
    JDBC;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users write it: lower case. */
    public String id() {
      return id;
    }
  }

  /**
   * How many connections there are and how long. Immutable.
   *
   * @param maxIdle idle connections of the whole process: 1 to 64, default 64 (safety rule POOL-11)
   * @param maxActive open connections of one pool with {@link Engine#BOUNDED}: 1 to 1000, or {@link
   *     #LEARNED}, the default (safety rule POOL-32)
   * @param maxLifetime age at which a connection is closed: 1 to 10 minutes, default 10 (safety
   *     rule POOL-10)
   */
  public record Limits(int maxIdle, int maxActive, Duration maxLifetime) {
    /** The application's own use says how many. */
    public static final int LEARNED = 0;

    static final int MAX_IDLE = 64;
    static final int MAX_ACTIVE = 1_000;
    static final Duration MIN_LIFETIME = Duration.ofMinutes(1);
    static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    /** Checks all ranges. */
    public Limits {
      Checks.range("maxIdle", maxIdle, 1, MAX_IDLE);
      Checks.range("maxActive", maxActive, LEARNED, MAX_ACTIVE);
      Checks.range("maxLifetime", maxLifetime, MIN_LIFETIME, MAX_LIFETIME);
    }
  }
}
