package org.springframework.jdbc.datasource;

import java.util.function.Supplier;

/** Has the name of a data source that passes calls on, and nothing else of it. */
public final class PlainSource {
  private PlainSource() {}

  /** Calls from a frame of this class. */
  public static <T> T through(Supplier<T> work) {
    T result = work.get();
    return result;
  }
}
