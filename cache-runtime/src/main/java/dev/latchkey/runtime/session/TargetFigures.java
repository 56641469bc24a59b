package dev.latchkey.runtime.session;

import org.jspecify.annotations.Nullable;

/**
 * How one target's lookups are kept. Immutable.
 *
 * @param target its name
 * @param state {@code serving}, {@code on trial} or {@code off}
 * @param reason why nothing is served; empty while something is
 * @param maxStalenessMillis the longest that a change made by another process stays unseen
 * @param followsSql whether writes that pass through this JVM make its answers fall
 * @param hits answers served
 * @param negativeHits times that it was answered that there is nothing
 * @param loads lookups that the application ran
 * @param joined lookups served from one that ran at the same time
 * @param refusedByToken answers not kept because something was written while they were read
 * @param lockBypasses lookups that met a write which had not ended
 * @param transactionBypasses lookups in a transaction that may see other data
 * @param loginBypasses lookups in operations that verify passwords
 * @param notKept values that cannot be copied, or are too large
 * @param comparisons answers compared with the application's own
 * @param mismatches those that differed
 * @param shared whether answers are shared with other instances: {@code on}, {@code off} without
 *     any, or why not
 * @param sharedHits answers taken from what other instances, or this one before, kept in Redis
 * @param sharedStores answers kept there
 * @param copyP50Millis median time of copying an answer, as every hit does; null before the first
 * @param meanEntryBytes estimated size of the answers that were kept; 0 before the first
 * @param loadP50Millis median time of the lookups that the application ran; null before the first
 * @param sharedP50Millis median time of asking Redis, found or not; null while it was not asked
 */
public record TargetFigures(
    String target,
    String state,
    String reason,
    long maxStalenessMillis,
    boolean followsSql,
    long hits,
    long negativeHits,
    long loads,
    long joined,
    long refusedByToken,
    long lockBypasses,
    long transactionBypasses,
    long loginBypasses,
    long notKept,
    long comparisons,
    long mismatches,
    String shared,
    long sharedHits,
    long sharedStores,
    @Nullable Double copyP50Millis,
    long meanEntryBytes,
    @Nullable Double loadP50Millis,
    @Nullable Double sharedP50Millis) {}
