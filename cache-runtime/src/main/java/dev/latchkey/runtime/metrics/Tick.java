package dev.latchkey.runtime.metrics;

/**
 * The values of all series for one second. The array belongs to the tick and is never written
 * again.
 *
 * @param seq rises by one with every tick
 * @param epochSecond the wall-clock second that the values belong to
 * @param values one value per series in the order of the schema; {@code NaN} where there is no data
 */
@SuppressWarnings(
    "ArrayRecordComponent") // 40 doubles a second for an hour; boxing them would cost 4 times the
// memory
public record Tick(long seq, long epochSecond, double[] values) {}
