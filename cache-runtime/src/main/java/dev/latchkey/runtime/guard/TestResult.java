package dev.latchkey.runtime.guard;

/**
 * What one test says now. Immutable. A figure that is not known is {@code NaN}.
 *
 * @param test its name: mean, p50, p95, cpu, errors, slow or split
 * @param treated the treated side's figure: nanoseconds, or a share for the last three
 * @param control the control side's figure; for split the share that was asked for
 * @param ratio treated to control
 * @param low the ratio is not below this, at any time of looking; {@code NaN} where there is no
 *     interval
 * @param high the ratio is not above this; infinite when nothing bounds it
 * @param limit the ratio that is too much
 * @param verdict of this test alone
 */
public record TestResult(
    String test,
    double treated,
    double control,
    double ratio,
    double low,
    double high,
    double limit,
    Verdict verdict) {}
