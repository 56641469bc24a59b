package dev.latchkey.runtime.store;

/**
 * What a store's invalidations stood at when a load began; taken before the origin is asked and
 * handed back with its answer. Immutable.
 */
public record LoadMark(long generation, long keyEpoch) {}
