package dev.latchkey.agent.cli;

import java.io.PrintWriter;

/**
 * How things stand while a command waits, on standard error: one line that is written over on a
 * terminal, and elsewhere a line whenever something else is to be said. Confined to the thread of
 * the command.
 */
final class StatusLine implements AutoCloseable {
  private final PrintWriter err;
  private final boolean moves;
  private String said = "";
  private int width;

  StatusLine(PrintWriter err, boolean moves) {
    this.err = err;
    this.moves = moves;
  }

  /**
   * Shows how it stands.
   *
   * @param time changes all the time, and is no news
   */
  void show(String text, String time) {
    if (moves) {
      String line = text + ", " + time;
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      width = line.length();
      err.flush();
    } else if (!text.equals(said)) {
      err.println(text + ", " + time);
      err.flush();
    }
    said = text;
  }

  /** Leaves the line empty. */
  @Override
  public void close() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
    }
  }
}
