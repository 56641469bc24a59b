package dev.latchkey.agent.cli;

import picocli.CommandLine;

/** Why a command did not do what it was asked for, and how to mend it; one line, with its id. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(String id, String text) {
    this(CommandLine.ExitCode.SOFTWARE, id, text);
  }

  CommandException(int exitCode, String id, String text) {
    super(id + " " + text);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
