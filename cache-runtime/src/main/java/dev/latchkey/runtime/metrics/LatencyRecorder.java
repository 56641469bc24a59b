package dev.latchkey.runtime.metrics;

/**
 * Counts durations, cumulatively, from many threads at once. Thread-safe, free of locks, never
 * throws.
 *
 * <p>A record costs the one atomic operation that takes a stripe. Atomic histograms and adders cost
 * three, and HdrHistogram's {@code Recorder} four, at which all its writers meet.
 */
final class LatencyRecorder extends StripedDurations<LatencyRecorder.Part> {
  private final Stripes<Part> parts;

  LatencyRecorder() {
    this(new Stripes<>(Part::new));
  }

  /** Creates a recorder for a machine with this many cores. */
  LatencyRecorder(int cores) {
    this(new Stripes<>(Part::new, cores));
  }

  private LatencyRecorder(Stripes<Part> parts) {
    super(parts, part -> part.durations);
    this.parts = parts;
  }

  void record(long nanos) {
    Part part = parts.take();
    if (part != null) {
      try {
        part.durations.add(nanos);
      } finally {
        part.release();
      }
    }
  }

  /** Records a call that was answered from a cache, which costs no more. */
  void recordAnswered(long nanos) {
    Part part = parts.take();
    if (part != null) {
      try {
        part.durations.add(nanos);
        part.answered++;
        part.answeredNanos += Math.max(0, nanos);
      } finally {
        part.release();
      }
    }
  }

  /** Records a call whose answer was offered to a cache, which costs hardly more. */
  void recordLoaded(long nanos) {
    Part part = parts.take();
    if (part != null) {
      try {
        part.durations.add(nanos);
        part.loads.add(nanos);
      } finally {
        part.release();
      }
    }
  }

  /** Returns how long these calls took. */
  LoadTimes.Sum loads() {
    var sum = new LoadTimes.Sum();
    parts.each(part -> part.loads.addTo(sum));
    return sum;
  }

  /** Returns how many calls were answered from a cache so far. */
  long answered() {
    return parts.sum(part -> part.answered);
  }

  /** Returns what they took together. */
  long answeredNanos() {
    return parts.sum(part -> part.answeredNanos);
  }

  /** What one thread at a time adds to. */
  static final class Part extends Stripe {
    private final Durations durations = new Durations();
    private final LoadTimes loads = new LoadTimes();
    private long answered;
    private long answeredNanos;
  }
}
