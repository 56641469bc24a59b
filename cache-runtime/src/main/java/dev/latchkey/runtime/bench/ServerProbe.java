package dev.latchkey.runtime.bench;

/** Asks the agent in the service how its process does. */
@FunctionalInterface
public interface ServerProbe {
  /** There is no agent. */
  ServerProbe NONE = () -> ServerFigures.UNKNOWN;

  /** Returns the figures of now; what cannot be told is {@code NaN}. */
  ServerFigures read();
}
