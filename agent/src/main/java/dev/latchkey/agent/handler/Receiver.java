package dev.latchkey.agent.handler;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one object that validates, without holding it: its number, how often its
 * settings changed, and whether answers of it may be kept. Thread-safe.
 */
final class Receiver {
  private final long id;
  private final AtomicLong generation = new AtomicLong();
  private volatile @Nullable Verdict verdict;
  private volatile boolean forgotten;

  Receiver(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  /** Returns a number that rises with every change of settings. */
  long generation() {
    return generation.get();
  }

  /** Notes that the object may get another receiver from now on. */
  void markForgotten() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  void changed() {
    generation.incrementAndGet();
  }

  /**
   * Returns why answers may not be kept, empty when they may, as this check found it for this
   * generation; null when it was not asked last.
   */
  @Nullable String objection(PurityCheck check, long ofGeneration) {
    Verdict known = verdict;
    return known != null && known.check == check && known.generation == ofGeneration
        ? known.objection
        : null;
  }

  void objection(PurityCheck check, long ofGeneration, String found) {
    verdict = new Verdict(check, ofGeneration, found);
  }

  private record Verdict(PurityCheck check, long generation, String objection) {}
}
