package dev.latchkey.runtime.metrics;

/**
 * What the agent takes for itself. Immutable; a figure that is not known is {@code NaN}.
 *
 * @param cpuRatio share of one core that the agent's own threads used in the last second
 * @param cpuSeconds CPU time of the agent's own threads since the start; it never falls
 * @param heapBytes estimated size of what is measured, without the contents of caches
 * @param nanosPerCall what a woven call costs on the application's thread, from a sample of calls
 *     since the start
 * @param sampledCalls calls in that sample
 * @param errors failures of the agent
 */
public record AgentCost(
    double cpuRatio,
    double cpuSeconds,
    double heapBytes,
    double nanosPerCall,
    long sampledCalls,
    long errors) {}
