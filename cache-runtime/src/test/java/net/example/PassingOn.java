package net.example;

import java.util.function.Supplier;

/** Stands for a class of an application. */
public final class PassingOn {
  private PassingOn() {}

  /** Calls from a frame of this class. */
  public static <T> T through(Supplier<T> work) {
    T result = work.get();
    return result;
  }
}
