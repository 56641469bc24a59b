package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.config.PoolPhase.Engine;
import dev.latchkey.runtime.config.PoolPhase.Limits;
import dev.latchkey.runtime.config.PoolPhase.Reset;

/**
 * The limits of pools, by safety rules POOL-10, POOL-11 and POOL-32. Immutable.
 *
 * @param reset how a connection is cleaned between two borrowers
 * @param idlePerProcess kept connections of all pools
 * @param lifetimeNanos age at which a connection is closed, 10 % more or less
 * @param engine whether the open connections of a pool are limited
 * @param maxActive how many they may be, or {@link Limits#LEARNED}
 * @param preparedStatements whether what the driver prepared on the server outlasts a borrower
 */
record PoolSettings(
    Reset reset,
    int idlePerProcess,
    long lifetimeNanos,
    Engine engine,
    int maxActive,
    boolean preparedStatements) {
  static PoolSettings of(PoolPhase phase) {
    return new PoolSettings(
        phase.reset(),
        phase.limits().maxIdle(),
        phase.limits().maxLifetime().toNanos(),
        phase.engine(),
        phase.limits().maxActive(),
        phase.preparedStatements());
  }

  /** Returns how many connections of a pool may be open at once. */
  int limit(KeyPool pool) {
    if (engine != Engine.BOUNDED) {
      return Seats.NO_LIMIT;
    }
    return maxActive == Limits.LEARNED ? pool.highWater().limit() : maxActive;
  }
}
