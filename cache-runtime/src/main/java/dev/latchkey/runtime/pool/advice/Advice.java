package dev.latchkey.runtime.pool.advice;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One finding about a statement, with what it rests on. Immutable; holds no value of the
 * application's, only shapes.
 *
 * @param kind what was found
 * @param shape the statement without its values
 * @param finding what was found, as a sentence
 * @param evidence what it rests on, a sentence each
 * @param suggestion a statement for a person to run, never run by the agent; empty where there is
 *     none
 * @param score how much there is to gain, 0 to 100: the share of the time of all statements that
 *     this one takes, times what is saved of it
 * @param since when it was found
 * @param followed what came of it; null while it has not been followed
 */
public record Advice(
    Kind kind,
    String shape,
    String finding,
    List<String> evidence,
    String suggestion,
    int score,
    Instant since,
    @Nullable Followed followed) {
  private static final int HIGHEST = 100;

  /** From which score on a finding is a warning: a fifth of the time of all statements. */
  static final int WARNING = 20;

  /** Checks the score and copies the evidence. */
  public Advice {
    if (score < 0 || score > HIGHEST) {
      throw new IllegalArgumentException("score is " + score + ", allowed is 0 to 100");
    }
    evidence = List.copyOf(evidence);
  }

  /**
   * What came of a finding that a person has acted on.
   *
   * @param noticed when the cause was seen to be gone: at the next look, which is within hours
   * @param beforeNanos mean time of the statement when it was found
   * @param nowNanos mean time since it was noticed; negative while too few ran to tell
   */
  public record Followed(Instant noticed, double beforeNanos, double nowNanos) {}

  /** Returns a short name that the same finding has in every process. */
  public String id() {
    return String.format(Locale.ROOT, "%s-%08x", kind.id(), shape.hashCode());
  }

  /** Returns how pressing it is: the score in a word. */
  public Severity severity() {
    return followed == null && score >= WARNING ? Severity.WARNING : Severity.INFO;
  }

  /** How pressing a finding is. None is critical: the application works, and works as before. */
  public enum Severity {
    /** Good to know, or done already. */
    INFO,
    /** Look at it: following it saves a fifth of the time of all statements and more. */
    WARNING;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as the API shows it: lower case, as those of alerts. */
    public String id() {
      return id;
    }
  }

  /** What can be found about a statement. */
  public enum Kind {
    /** The database reads a whole table for it. */
    SEQUENTIAL_SCAN,
    /** It runs many times within one operation (N+1). */
    REPEATED,
    /** It takes long. */
    SLOW;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the name as the API shows it: lower case, with hyphens. */
    public String id() {
      return id;
    }
  }
}
