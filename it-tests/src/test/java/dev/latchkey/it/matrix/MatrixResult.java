package dev.latchkey.it.matrix;

import java.util.List;
import java.util.Map;

/**
 * What came of one library version. Immutable.
 *
 * @param woven names of the woven targets
 * @param refused names of targets that could not be woven
 * @param timedOnly why targets keep no whole results when they are asked to
 */
record MatrixResult(
    MatrixLibrary library,
    String version,
    List<String> woven,
    List<String> refused,
    Map<String, String> timedOnly,
    List<Mode> modes) {

  /**
   * What came of one way to use the library.
   *
   * @param verdicts how many verdicts were compared with those of the bare application
   * @param different the steps whose verdicts differed
   */
  record Mode(String name, int verdicts, List<String> different, Fetches jwks, Rate jwt) {}

  /**
   * How often each of the two asked its identity provider for the key set.
   *
   * @param bare by the bare application
   * @param woven by the one with the agent
   */
  record Fetches(int bare, int woven) {
    /** Returns the share of the fetches that the provider was spared; no count, which varies. */
    String text() {
      if (bare >= Rate.TOO_FEW) {
        return spared().text();
      }
      return bare == 0 ? "n/a, none" : "n/a, few";
    }

    Rate spared() {
      return new Rate(bare - woven, bare);
    }
  }

  /** How many of the calls of a layer's cached targets were answered from its cache. */
  record Rate(long hits, long calls) {
    private static final long TOO_FEW = 10;

    /** Returns the share in percent, rounded down. */
    long percent() {
      return calls == 0 ? 0 : hits * 100 / calls;
    }

    /**
     * Returns text such as {@code > 90 %}, no finer, so that a slow machine writes the same page;
     * "-" where the layer was hardly asked.
     */
    String text() {
      if (calls < TOO_FEW) {
        return "-";
      }
      return isAbove(90) ? "> 90 %" : percent() + " %";
    }

    /** Not by the rounded share: a whole validation in a thousand is compared, which is no hit. */
    boolean isAbove(int bound) {
      return hits * 100 > bound * calls;
    }
  }
}
