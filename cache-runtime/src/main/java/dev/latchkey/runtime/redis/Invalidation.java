package dev.latchkey.runtime.redis;

/**
 * Something that entries depend on has changed. Immutable.
 *
 * @param changed whose epoch ends
 * @param message what other processes hear of it
 */
record Invalidation(SharedKey changed, SharedKey message) {}
