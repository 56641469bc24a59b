package dev.latchkey.agent.start;

import java.io.PrintStream;

/**
 * One line an event on the standard error stream: no logging library, because choosing one is the
 * application's business. Thread-safe.
 */
public final class AgentLog {
  private final PrintStream out;

  /** Writes to {@code out}. */
  public AgentLog(PrintStream out) {
    this.out = out;
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
    out.println("[latchkey] ERROR " + idAndText);
  }

  private void line(String level, String id, String text) {
    out.println("[latchkey] " + level + " " + id + " " + text);
  }
}
