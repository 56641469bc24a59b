package dev.latchkey.runtime.metrics;

/** Is told of each second as it is closed, and must not block. */
@FunctionalInterface
public interface SpanListener {
  /**
   * Takes one second in.
   *
   * @param epochSecond rises from call to call
   */
  void closed(long epochSecond, Span span);
}
