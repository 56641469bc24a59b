package dev.latchkey.runtime;

import dev.latchkey.runtime.config.Problem;
import java.util.List;

/** Says why a change of the targets was not made. */
public final class TargetRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Problem> problems;

  private TargetRefusedException(Kind kind, String reason, List<Problem> problems) {
    super(reason);
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  /** What stands in the way. */
  public enum Kind {
    /** The target itself is faulty. */
    INVALID,
    /** There is a target of that name. */
    NAME_TAKEN,
    /** A class cannot be woven as asked. */
    NOT_WOVEN
  }

  /** Refuses a target that is faulty itself. */
  public static TargetRefusedException invalid(List<Problem> problems) {
    return new TargetRefusedException(
        Kind.INVALID, "the target has " + problems.size() + " problems", problems);
  }

  /** Refuses a target because of another one. */
  public static TargetRefusedException nameTaken(String name) {
    return new TargetRefusedException(
        Kind.NAME_TAKEN,
        "there is a target named " + name + "; remove it first, or choose another name",
        List.of());
  }

  /** Refuses a change that was undone, for a reason that is told to the user. */
  public static TargetRefusedException notWoven(String reason) {
    return new TargetRefusedException(Kind.NOT_WOVEN, reason, List.of());
  }

  /** Returns what stands in the way. */
  public Kind kind() {
    return kind;
  }

  /** Returns everything that is wrong with the target; empty when that is not the reason. */
  public List<Problem> problems() {
    return problems;
  }
}
