package dev.latchkey.it.harness;

/** How many of the calls of a layer's cached targets were answered from its cache. */
public record HitRate(long hits, long calls) {
  /** Fewer calls than these say nothing. */
  public static final long TOO_FEW = 10;

  /** Returns what came after an earlier reading. */
  public HitRate since(HitRate before) {
    return new HitRate(hits - before.hits, calls - before.calls);
  }

  /** Returns the share in percent, rounded down. */
  public long percent() {
    return calls == 0 ? 0 : hits * 100 / calls;
  }

  /**
   * Returns text such as {@code > 90 %}, no finer, so that a slow machine writes the same page; "-"
   * where the layer was hardly asked.
   */
  public String text() {
    if (calls < TOO_FEW) {
      return "-";
    }
    return isAbove(90) ? "> 90 %" : percent() + " %";
  }

  /** Not by the rounded share: a whole validation in a thousand is compared, which is no hit. */
  public boolean isAbove(int bound) {
    return hits * 100 > bound * calls;
  }
}
