package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;

/**
 * The counters of one target since it was registered. Immutable.
 *
 * @param target name of the target
 * @param calls outermost calls
 * @param errors calls that ended by an exception of the application
 * @param durations time of these calls
 */
public record TargetCounters(
    String target, Layer layer, long calls, long errors, HistogramExport durations) {}
