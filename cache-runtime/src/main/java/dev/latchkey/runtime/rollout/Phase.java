package dev.latchkey.runtime.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** An optimization that can be switched. */
public enum Phase {
  /** Key sets are kept per URL. */
  JWKS(1),
  /** Token validations are kept. */
  JWT(2),
  /** User lookups are kept. */
  SESSION(3),
  /** Connections are reused. */
  POOL(4),
  /** The layers work as one. */
  INTEGRATED(5);

  private final int number;
  private final String id = name().toLowerCase(Locale.ROOT);

  Phase(int number) {
    this.number = number;
  }

  /** Returns the phase's place in the order of switching on, 1 to 5. */
  public int number() {
    return number;
  }

  /**
   * Returns whether the phase keeps answers, which can be compared with the application's own. A
   * connection is no answer.
   */
  public boolean keepsAnswers() {
    return this != POOL;
  }

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }

  /** Returns the phase with this name or number. */
  public static Optional<Phase> of(String idOrNumber) {
    return Arrays.stream(values())
        .filter(
            phase -> phase.id.equals(idOrNumber) || String.valueOf(phase.number).equals(idOrNumber))
        .findFirst();
  }
}
