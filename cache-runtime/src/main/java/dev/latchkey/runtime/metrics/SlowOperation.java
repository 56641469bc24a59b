package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One auth operation that was kept for its slowness. Immutable; there is nothing in it of whom it
 * was about.
 *
 * @param at when it ended
 * @param failure why it failed; empty for a success
 * @param treatedBits phases that treated it, by their bits
 * @param controlBits phases whose control side it was on
 * @param selfNanos the time of each layer itself, of those in which any was spent
 * @param traceId the distributed trace that it was part of, where OpenTelemetry is present
 */
public record SlowOperation(
    Instant at,
    long elapsedNanos,
    Optional<FailureKind> failure,
    int treatedBits,
    int controlBits,
    Map<Layer, Long> selfNanos,
    Optional<String> traceId) {

  /** Copies the map. */
  public SlowOperation {
    selfNanos = Map.copyOf(selfNanos);
  }
}
