package dev.latchkey.runtime.metrics;

/**
 * The auth operations that fell on one side of a phase's rollout since the start. Immutable.
 *
 * @param phaseIndex the phase's place among all, from 0 on
 * @param treated whether the phase treated them; otherwise they are its control side
 * @param failed those that ended by an exception of the application
 */
public record CohortExport(
    int phaseIndex, boolean treated, HistogramExport durations, long failed) {}
