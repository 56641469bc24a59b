package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Span;

/**
 * What was measured in one step. Immutable.
 *
 * @param epochSecond when the step began
 */
public record HistoryPoint(long epochSecond, Span span) {}
