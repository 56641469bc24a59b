package com.zaxxer.hikari.pool;

import java.util.function.Supplier;

/** Has the name of a connection pool's class, and nothing else of it. */
public final class Filling {
  private Filling() {}

  /** Calls from a frame of this class. */
  public static <T> T through(Supplier<T> work) {
    T result = work.get();
    return result;
  }
}
