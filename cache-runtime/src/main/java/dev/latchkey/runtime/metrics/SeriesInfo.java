package dev.latchkey.runtime.metrics;

/**
 * One line of a chart. Immutable.
 *
 * @param id dotted name, such as {@code auth.p95}
 * @param unit {@code ms}, {@code ratio}, {@code bytes}, {@code count} or {@code per-second}
 */
public record SeriesInfo(String id, String unit) {}
