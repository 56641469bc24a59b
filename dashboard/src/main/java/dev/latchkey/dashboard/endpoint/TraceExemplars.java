package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.metrics.SlowOperation;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Slow operations whose trace is known, as the exemplars of a histogram, which shows the last one
 * of each of its buckets. Stateless.
 */
final class TraceExemplars {
  private static final double NANOS_PER_SECOND = 1e9;

  private TraceExemplars() {}

  static Exemplars of(List<SlowOperation> slowest) {
    List<Exemplar> traced = new ArrayList<>();
    for (SlowOperation slow : slowest) {
      slow.traceId().ifPresent(id -> traced.add(exemplar(slow, id)));
    }
    return Exemplars.of(traced);
  }

  private static Exemplar exemplar(SlowOperation slow, String traceId) {
    return Exemplar.builder()
        .value(slow.elapsedNanos() / NANOS_PER_SECOND)
        .labels(Labels.of(Exemplar.TRACE_ID, traceId))
        .timestampMillis(slow.at().toEpochMilli())
        .build();
  }
}
