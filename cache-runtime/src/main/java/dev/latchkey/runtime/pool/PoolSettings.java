package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.config.PoolPhase.Reset;

/**
 * The limits of the recycler, by safety rules POOL-10 and POOL-11. Immutable.
 *
 * @param reset how a connection is cleaned between two borrowers
 * @param idlePerProcess kept connections of all pools
 * @param idlePerKey kept connections of one pool
 * @param lifetimeNanos age at which a connection is closed, 10 % more or less
 */
record PoolSettings(Reset reset, int idlePerProcess, int idlePerKey, long lifetimeNanos) {
  static PoolSettings of(PoolPhase phase) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PoolSettings(
        phase.reset(),
        phase.limits().maxIdle(),
        Math.min(phase.limits().maxIdle(), 2 * cores + 1),
        phase.limits().maxLifetime().toNanos());
  }
}
