package dev.latchkey.runtime.metrics;

/** A target and what was woven for it, without its figures. Immutable. */
public record TargetWeaving(TargetInfo info, WeavingStatus status) {}
