package dev.latchkey.runtime.store;

/** What a kept answer depends on besides what was read for it. Thread-safe. */
public interface Condition {
  /** Returns whether the answer may be given now; asked on every hit, so cheap. */
  boolean holds();

  /**
   * Returns whether the answer is about what has this number.
   *
   * @param id never 0
   */
  boolean isAbout(long id);

  /** Returns a condition that always holds, of an answer that is about these. */
  static Condition about(long... ids) {
    long[] mine = ids.clone();
    return new Condition() {
      @Override
      public boolean holds() {
        return true;
      }

      @Override
      public boolean isAbout(long id) {
        for (long each : mine) {
          if (each == id) {
            return true;
          }
        }
        return false;
      }
    };
  }
}
