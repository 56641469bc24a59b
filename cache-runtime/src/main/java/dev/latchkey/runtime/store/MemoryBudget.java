package dev.latchkey.runtime.store;

/**
 * How much memory the caches may fill, all together: 64 MiB, and in a small JVM no more than a
 * twentieth of its heap. Immutable.
 *
 * @param bytes for everything that is kept for the application
 */
public record MemoryBudget(long bytes) {
  private static final long MOST = 64L * 1024 * 1024;
  private static final int SHARE_OF_HEAP = 20;

  // In eighths. What is left is for registers of objects, limiters and other tables of fixed size.
  private static final int PARTS = 8;
  private static final int KEY_SETS = 2;
  private static final int SIGNATURES = 1;
  private static final int VALIDATIONS = 3;
  private static final int SESSIONS = 1;

  /** Checks the range. */
  public MemoryBudget {
    if (bytes < PARTS) {
      throw new IllegalArgumentException(
          "bytes is " + bytes + ", allowed is " + PARTS + " or more");
    }
  }

  /**
   * Returns the budget in a JVM of this size.
   *
   * @param heapBytes the most that its heap grows to
   */
  public static MemoryBudget ofHeap(long heapBytes) {
    return new MemoryBudget(Math.min(MOST, heapBytes / SHARE_OF_HEAP));
  }

  /** Returns the bytes for key-set documents. */
  public long keySets() {
    return share(KEY_SETS);
  }

  /** Returns the bytes for remembered signatures. */
  public long signatures() {
    return share(SIGNATURES);
  }

  /** Returns the bytes for whole validations. */
  public long validations() {
    return share(VALIDATIONS);
  }

  /** Returns the bytes for user lookups. */
  public long sessions() {
    return share(SESSIONS);
  }

  private long share(int parts) {
    return bytes / PARTS * parts;
  }
}
