package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long calls of a layer's targets took whose answers were offered to a cache. Added up when
 * somebody asks; what targets have added that are gone stays, so that no figure falls. Guarded by
 * its owner.
 */
final class LayerLoads {
  private final LoadTimes.Sum gone = new LoadTimes.Sum();
  private final Map<MeteredTarget, LoadTimes.Sum> settled = new WeakHashMap<>();
  private List<MeteredTarget> known = List.of();

  /** Returns all so far; empty for a layer that never had one. */
  Optional<HistogramExport> export(Layer layer, Collection<MeteredTarget> registered) {
    List<MeteredTarget> now =
        registered.stream().filter(target -> target.info().layer() == layer).toList();
    List<MeteredTarget> left = new ArrayList<>(known);
    left.removeAll(now);
    // One that comes back begins anew here: what it had stays in the sum.
    left.forEach(target -> gone.add(unsettled(target)));
    left.forEach(target -> settled.put(target, target.loads()));
    known = now;
    LoadTimes.Sum sum = new LoadTimes.Sum();
    sum.add(gone);
    now.forEach(target -> sum.add(unsettled(target)));
    return sum.isEmpty() ? Optional.empty() : Optional.of(sum.export(layer.id()));
  }

  private LoadTimes.Sum unsettled(MeteredTarget target) {
    LoadTimes.Sum all = target.loads();
    LoadTimes.@Nullable Sum before = settled.get(target);
    if (before != null) {
      all.subtract(before);
    }
    return all;
  }
}
