package dev.latchkey.runtime.analysis;

import dev.latchkey.runtime.rollout.Phase;
import java.time.Instant;

/**
 * What a phase would bring, as seen while it was off. Immutable. A figure that is not known is
 * {@code NaN}.
 *
 * @param at when it was made
 * @param settled whether calls were watched for longer than an answer would have lived: before, the
 *     true share of hits is higher than the one given
 * @param samples calls, or connections, that it is made from
 * @param keys how many different tokens, key sets or users a cache would hold
 * @param hitRatio share of calls that would not have run, 0 to 1
 * @param savedMillis mean time that an auth operation would have taken less
 * @param authMillis mean time that one took
 */
public record Forecast(
    Phase phase,
    Instant at,
    boolean settled,
    long samples,
    long keys,
    double hitRatio,
    double savedMillis,
    double authMillis) {}
