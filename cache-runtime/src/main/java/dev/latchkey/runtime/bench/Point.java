package dev.latchkey.runtime.bench;

/**
 * A point of a latency distribution.
 *
 * @param quantile 0 to 1
 */
public record Point(double quantile, double millis) {}
