package dev.latchkey.runtime.redis;

/**
 * What happened since the start. Immutable.
 *
 * @param hits entries found and read
 * @param misses entries not found
 * @param skipped lookups that went without: the server was not known, failing, or all connections
 *     busy
 * @param unreadable entries that were not sealed for their place, by a key that is known, or had
 *     ended
 * @param oversized entries larger than any is written
 * @param faults answers that failed or took too long
 * @param refused what the server refused, such as a write when it is full
 * @param droppedWrites entries not written: the queue was full or the value too large
 * @param open whether lookups are kept away from the server for now
 * @param linked whether messages of other processes are heard
 */
public record SecondLevelStats(
    long hits,
    long misses,
    long skipped,
    long unreadable,
    long oversized,
    long faults,
    long refused,
    long droppedWrites,
    boolean open,
    boolean linked) {}
