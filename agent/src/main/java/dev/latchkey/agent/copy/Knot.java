package dev.latchkey.agent.copy;

/**
 * Where an object that is met again in the same value is put down while a copy is made. The number
 * is given while the value is recorded, by one thread, and does not change afterwards.
 */
final class Knot {
  private static final int NONE = -1;

  private int number = NONE;

  /** Returns whether the object is met again. */
  boolean isMet() {
    return number != NONE;
  }

  int number() {
    return number;
  }

  void number(int given) {
    number = given;
  }

  /** Puts the copy down for those who meet it again. */
  void tie(Object[] made, Object copy) {
    if (number != NONE) {
      made[number] = copy;
    }
  }
}
