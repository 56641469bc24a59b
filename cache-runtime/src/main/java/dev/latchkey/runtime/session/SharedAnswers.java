package dev.latchkey.runtime.session;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers that several processes keep together. Thread-safe; nothing that fails is seen by callers.
 */
public interface SharedAnswers {
  /**
   * An answer that is looked for. Immutable; equal when another process would find the same.
   *
   * @param key everything that it depends on
   * @param dependsOn what makes it fall, in an order of its own
   * @param classes a digest of the structure of its value's class
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Question(byte[] key, List<Change> dependsOn, String classes) {
    /** Copies the list. */
    public Question {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /** What was found. */
  interface Found {
    /** Returns the value; null for nothing. */
    byte @Nullable [] value();

    /** Returns how long ago the value was read from where it comes from. */
    long ageMillis();

    /** Returns how long it may still be kept. */
    long lifeMillis();

    /**
     * Keeps a value that was read after this was found, unless something that it depends on has
     * changed since this was found. In the background.
     *
     * @param age how long ago it was read
     * @param life how long it may still be kept
     */
    void keep(byte[] value, Duration age, Duration life);
  }

  /** Looks for an answer, for up to 20 milliseconds; null when nobody can be asked. */
  @Nullable Found find(Question question);
}
