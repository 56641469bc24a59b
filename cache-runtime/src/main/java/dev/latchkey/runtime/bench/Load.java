package dev.latchkey.runtime.bench;

import java.time.Duration;

/**
 * A load at a steady rate.
 *
 * @param ratePerSecond requests that fall due each second, above 0
 * @param connections how many requests can be under way at once, from 1 on
 * @param timeout how long one may take from when it was due
 */
public record Load(double ratePerSecond, Duration duration, int connections, Duration timeout) {
  /** Checks the figures. */
  public Load {
    if (!(ratePerSecond > 0) || connections < 1 || duration.toNanos() < 1) {
      throw new IllegalArgumentException(
          "a load needs a rate, a duration and a connection, not "
              + ratePerSecond
              + "/s for "
              + duration
              + " over "
              + connections);
    }
  }

  /** Returns how many requests that makes, at least one. */
  long requests() {
    return Math.max(1, Math.round(ratePerSecond * duration.toNanos() / 1e9));
  }

  /** Returns how long after the beginning a request is due. */
  long dueNanos(long number) {
    return (long) (number * 1e9 / ratePerSecond);
  }
}
