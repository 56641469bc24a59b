package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;

/**
 * A target as it was configured. Immutable.
 *
 * @param name unique among all targets
 * @param method method name, with parameter types in brackets when they were given
 * @param match {@code exact} or {@code subtypes}
 * @param source {@code config}, or {@code preset:} and the preset's name
 */
public record TargetInfo(
    String name, Layer layer, String className, String method, String match, String source) {}
