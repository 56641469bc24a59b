package dev.latchkey.runtime.bench;

import java.io.IOException;

/** Starts the service anew, for the cold start. */
public interface ServiceStart {
  /**
   * Starts a process.
   *
   * @throws IOException when there is no such program
   */
  Started start() throws IOException;

  /** A service that was started. */
  interface Started extends AutoCloseable {
    /** Tells whether its process runs. */
    boolean isAlive();

    /** Ends it and waits for its end. */
    @Override
    void close();
  }
}
