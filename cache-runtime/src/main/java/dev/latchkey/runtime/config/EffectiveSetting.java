package dev.latchkey.runtime.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting as it is in force, and why. Immutable.
 *
 * @param value as the file would spell it; secrets are masked
 * @param source {@code default}, {@code file}, or {@code runtime} for what was switched since
 * @param line where the file says so; null when it does not
 * @param by who switched it; null for other sources
 * @param waiting what the file says by now and a restart will bring; null when it is in force
 */
public record EffectiveSetting(
    String key,
    String value,
    String source,
    @Nullable Integer line,
    @Nullable String by,
    @Nullable String waiting) {}
