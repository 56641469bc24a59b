package dev.latchkey.runtime.guard;

import java.time.Instant;

/**
 * What was done about a rollout, and on what ground. Immutable. A figure that there is none of is
 * {@code NaN}.
 *
 * @param kind {@code started}, {@code advanced}, {@code completed}, {@code paused}, {@code
 *     resumed}, {@code rolled-back}, {@code ended} or {@code restored}
 * @param actor who: {@code auto} for the guard
 * @param step number of the plan's step, from 1
 * @param percent of subjects treated before
 * @param minute of the step
 * @param test that decided, empty when a person did
 * @param value the ratio of the treated side to the control side
 * @param sentence for people
 */
public record Decision(
    Instant at,
    String kind,
    String actor,
    int step,
    int percent,
    long minute,
    String test,
    double value,
    double low,
    double high,
    double limit,
    long treatedSamples,
    long controlSamples,
    long slots,
    String sentence) {

  /** Returns the same as somebody else tells it. */
  Decision told(Instant when, String who, String words) {
    return new Decision(
        when,
        kind,
        who,
        step,
        percent,
        minute,
        test,
        value,
        low,
        high,
        limit,
        treatedSamples,
        controlSamples,
        slots,
        words);
  }
}
