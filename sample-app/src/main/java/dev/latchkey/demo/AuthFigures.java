package dev.latchkey.demo;

import java.util.Map;

/**
 * What the agent measured in the service. Immutable.
 *
 * @param windowSeconds how far back the figures reach
 * @param latency of a whole authentication
 * @param hitRatio by layer, 0 to 1; layers without a cache at work are absent
 */
record AuthFigures(int windowSeconds, Latency latency, Map<String, Double> hitRatio) {
  AuthFigures {
    hitRatio = Map.copyOf(hitRatio);
  }
}
