package dev.latchkey.runtime.history;

import java.time.Instant;

/**
 * What became different after something was changed. Immutable.
 *
 * @param at when it was changed
 * @param cause what was changed, in words
 * @param metric id of the series that is different
 * @param before median of the blocks before
 * @param after median of the blocks after
 * @param worse whether that is for the worse
 */
public record Change(
    Instant at,
    String cause,
    String metric,
    String unit,
    double before,
    double after,
    boolean worse) {}
