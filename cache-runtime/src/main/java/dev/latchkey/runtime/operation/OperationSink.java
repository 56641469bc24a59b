package dev.latchkey.runtime.operation;

/** Takes in finished auth operations. Thread-safe, never blocks. */
@FunctionalInterface
public interface OperationSink {
  /**
   * Records one finished auth operation, on the thread that ran it.
   *
   * @param operation still holds its figures; must not be kept
   * @param elapsedNanos the whole operation
   * @param failed whether it ended by an exception of the application
   */
  void finished(Operation operation, long elapsedNanos, boolean failed);

  /** Returns a sink that hands on to this one and then to another. */
  default OperationSink and(OperationSink other) {
    return (operation, elapsedNanos, failed) -> {
      finished(operation, elapsedNanos, failed);
      other.finished(operation, elapsedNanos, failed);
    };
  }
}
