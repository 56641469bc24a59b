package dev.latchkey.runtime.guard;

import java.util.Arrays;

/** What was timed of one phase in one or more slots. Confined to whoever fills or reads it. */
final class SlotSample {
  private final Side treated = new Side();
  private final Side control = new Side();

  /** One side of the rollout. */
  static final class Side {
    private final int[] counts = new int[LogBuckets.COUNT];
    private final int[] tails = new int[LogBuckets.COUNT + 1];
    private long samples;
    private long cpuSamples;
    private long cpuNanos;

    void add(int bucket, int count) {
      counts[bucket] += count;
      samples += count;
    }

    void addCpu(long count, long nanos) {
      cpuSamples += count;
      cpuNanos += nanos;
    }

    private void add(Side other) {
      for (int bucket = 0; bucket < LogBuckets.COUNT; bucket++) {
        counts[bucket] += other.counts[bucket];
      }
      samples += other.samples;
      cpuSamples += other.cpuSamples;
      cpuNanos += other.cpuNanos;
    }

    private void clear() {
      Arrays.fill(counts, 0);
      samples = 0;
      cpuSamples = 0;
      cpuNanos = 0;
    }

    int[] counts() {
      return counts;
    }

    long samples() {
      return samples;
    }

    long cpuSamples() {
      return cpuSamples;
    }

    long cpuNanos() {
      return cpuNanos;
    }

    /** Returns the sum of all durations, those above {@code cap} counted as it. */
    double totalNanos(int cap) {
      double total = 0;
      for (int bucket = 0; bucket < LogBuckets.COUNT; bucket++) {
        if (counts[bucket] > 0) {
          total += counts[bucket] * LogBuckets.nanos(Math.min(cap, bucket));
        }
      }
      return total;
    }

    private int[] sumTails() {
      for (int bucket = LogBuckets.COUNT - 1; bucket >= 0; bucket--) {
        tails[bucket] = tails[bucket + 1] + counts[bucket];
      }
      return tails;
    }
  }

  Side treated() {
    return treated;
  }

  Side control() {
    return control;
  }

  Side side(boolean onTreated) {
    return onTreated ? treated : control;
  }

  long treatedSamples() {
    return treated.samples;
  }

  long controlSamples() {
    return control.samples;
  }

  /** Returns, for each bucket, how many treated calls lie in it and in those above. */
  int[] treatedTails() {
    return treated.sumTails();
  }

  /** Returns, for each bucket, how many control calls lie in it and in those above. */
  int[] controlTails() {
    return control.sumTails();
  }

  void add(SlotSample other) {
    treated.add(other.treated);
    control.add(other.control);
  }

  void clear() {
    treated.clear();
    control.clear();
  }
}
