package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.SpanCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes seconds into the points of all tiers. A point that is not over yet is written with what is
 * known of it, so that whoever takes up the shelf later goes on with it. Confined to one thread.
 *
 * <p>Latencies from a minute on are kept to 3 %: what a month of them takes is what bounds the
 * file.
 */
final class Folding {
  private final Duration retain;
  private final List<Span> seconds = new ArrayList<>();
  private long begin = Long.MIN_VALUE;

  Folding(Duration retain) {
    this.retain = retain;
  }

  /**
   * Takes a second in.
   *
   * @return whether ten seconds are over and were written
   */
  boolean add(Shelf shelf, long epochSecond, Span span) {
    shelf.put(Tier.SECOND, epochSecond, SpanCodec.encode(span));
    long itsBegin = Tier.TEN_SECONDS.begin(epochSecond);
    boolean over = itsBegin != begin && !seconds.isEmpty();
    if (over) {
      write(shelf);
    }
    begin = itsBegin;
    seconds.add(span);
    return over;
  }

  /** Adds the seconds since the last call to the points that they are in, and drops what is old. */
  void write(Shelf shelf) {
    if (seconds.isEmpty()) {
      return;
    }
    Span fresh = Span.sum(seconds);
    seconds.clear();
    addTo(shelf, Tier.TEN_SECONDS, fresh);
    addTo(shelf, Tier.MINUTE, fresh.coarse());
    addTo(shelf, Tier.TEN_MINUTES, fresh.coarse());
    for (Tier tier : Tier.FINEST_FIRST) {
      shelf.dropBefore(tier, begin - tier.kept(retain).toSeconds());
    }
  }

  private void addTo(Shelf shelf, Tier tier, Span fresh) {
    long at = tier.begin(begin);
    Span sum =
        shelf
            .get(tier, at)
            .flatMap(SpanCodec::decode)
            .map(known -> Span.sum(List.of(known, fresh)))
            .orElse(fresh);
    shelf.put(tier, at, SpanCodec.encode(sum));
  }
}
