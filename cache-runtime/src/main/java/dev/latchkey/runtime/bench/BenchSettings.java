package dev.latchkey.runtime.bench;

import java.time.Duration;

/**
 * How scenarios are run.
 *
 * @param duration of each repetition
 * @param warmUp before the first; of it nothing is kept
 * @param repetitions of each scenario
 * @param sustained how long the sustained scenario takes
 * @param timeout of one request
 * @param p95TargetMillis within which a rate counts as one that the service can take
 * @param capacity in requests a second; 0 to look for it
 * @param mostRate that the search tries
 * @param mostConnections that are opened at all
 * @param reuse how often the same token comes again
 * @param seed of what is drawn
 */
public record BenchSettings(
    Duration duration,
    Duration warmUp,
    int repetitions,
    Duration sustained,
    Duration timeout,
    double p95TargetMillis,
    double capacity,
    double mostRate,
    int mostConnections,
    Reuse reuse,
    long seed) {}
