package dev.latchkey.dashboard.live;

import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.time.Ticker;
import java.util.List;

/**
 * What the feed tells of. Immutable.
 *
 * @param resources what is pushed whole
 */
public record LiveSource(
    AgentInfo info,
    SeriesStore series,
    EventLog events,
    List<LiveResource> resources,
    Ticker ticker) {

  /** Copies the list. */
  public LiveSource {
    resources = List.copyOf(resources);
  }
}
