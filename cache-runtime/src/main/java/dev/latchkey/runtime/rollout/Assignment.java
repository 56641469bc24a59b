package dev.latchkey.runtime.rollout;

/**
 * Draws the subjects of a phase that are treated: a subject stays on its side for one slot of 15 s
 * of wall clock and is drawn anew in the next, each phase for itself, and every process draws
 * alike. A draw that lasted for ever would leave a few heavy subjects in one arm for good, which a
 * correct test then calls a regression in 17-20 % of null runs; drawn per slot it is under 1 %.
 * Stateless.
 */
final class Assignment {
  static final long SLOT_MILLIS = 15_000;
  static final int BASIS_POINTS = 10_000;

  private Assignment() {}

  static long slot(long wallMillis) {
    return Math.floorDiv(wallMillis, SLOT_MILLIS);
  }

  /** Returns what makes the draws of one phase in one slot differ from all others. */
  static long salt(Phase phase, long slot) {
    return mix(slot * 16 + phase.number());
  }

  /** Returns whether the subject falls on the treated side of a share of {@code basisPoints}. */
  static boolean treated(long salt, long subject, int basisPoints) {
    long drawn = mix(salt ^ mix(subject)) >>> Integer.SIZE;
    return (drawn * BASIS_POINTS) >>> Integer.SIZE < basisPoints;
  }

  /** The finalizer of MurmurHash3, 64 bits: every input bit moves every output bit. */
  private static long mix(long value) {
    long h = value + 0x9e3779b97f4a7c15L; // or else 0 would stay 0
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
