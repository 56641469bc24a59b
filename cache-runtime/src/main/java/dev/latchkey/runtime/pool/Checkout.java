package dev.latchkey.runtime.pool;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** One call of an application that asks for a connection. Confined to its thread. */
public interface Checkout {
  /** Returns a handle on a kept connection, or null when the application's own code connects. */
  @Nullable Connection served();

  /** Returns whether the connection that comes may be kept. */
  boolean adopts();

  /**
   * Takes in what the application's own code opened.
   *
   * @return the handle that the application gets instead, or null to leave it the driver's object
   */
  @Nullable Connection connected(Connection fresh);

  /** The application's own code neither opened anything nor threw. */
  default void abandoned() {}

  /**
   * Takes in what the application's own code threw.
   *
   * @return a handle that the application gets instead of the exception, or null
   */
  @Nullable Connection failed(Throwable failure);
}
