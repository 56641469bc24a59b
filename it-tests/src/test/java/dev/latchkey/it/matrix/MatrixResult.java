package dev.latchkey.it.matrix;

import dev.latchkey.it.harness.HitRate;
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
  record Mode(String name, int verdicts, List<String> different, Fetches jwks, HitRate jwt) {}

  /**
   * How often each of the two asked its identity provider for the key set.
   *
   * @param bare by the bare application
   * @param woven by the one with the agent
   */
  record Fetches(int bare, int woven) {
    /** Returns the share of the fetches that the provider was spared; no count, which varies. */
    String text() {
      if (bare >= HitRate.TOO_FEW) {
        return spared().text();
      }
      return bare == 0 ? "n/a, none" : "n/a, few";
    }

    HitRate spared() {
      return new HitRate(bare - woven, bare);
    }
  }
}
