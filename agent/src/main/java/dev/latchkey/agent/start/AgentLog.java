package dev.latchkey.agent.start;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * One line an event on the standard error stream: no logging library, because choosing one is the
 * application's business. Thread-safe.
 */
public final class AgentLog {
  private final PrintStream out;
  private volatile Consumer<String> copy = line -> {};

  /** Writes to {@code out}. */
  public AgentLog(PrintStream out) {
    this.out = out;
  }

  /**
   * Gives every later line to {@code reader} as well.
   *
   * @return what ends that
   */
  Runnable copyTo(Consumer<String> reader) {
    Consumer<String> before = copy;
    copy = reader;
    return () -> copy = before;
  }

  /** Tells what the agent did. */
  public void info(String id, String text) {
    line("INFO", id, text);
  }

  /** Tells what an operator can mend, and how. */
  public void warn(String id, String text) {
    line("WARN", id, text);
  }

  /** Tells that something switched itself off. */
  public void error(String id, String text) {
    line("ERROR", id, text);
  }

  /** Tells of a problem whose text begins with its own id. */
  public void error(String idAndText) {
    line("ERROR " + idAndText);
  }

  /** Gives a line, which was written already, to the reader of copies alone. */
  void relay(String line) {
    copy.accept(line);
  }

  private void line(String level, String id, String text) {
    line(level + " " + id + " " + text);
  }

  private void line(String text) {
    out.println("[latchkey] " + text);
    copy.accept(text);
  }
}
