package dev.latchkey.runtime.bench;

/** Why a measurement cannot be made, in a sentence for the person who asked for it. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The sentence says how to mend it. */
  public BenchException(String message) {
    super(message);
  }
}
