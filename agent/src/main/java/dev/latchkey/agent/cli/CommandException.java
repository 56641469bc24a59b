package dev.latchkey.agent.cli;

/** Why a command did not do what it was asked for, and how to mend it; one line, with its id. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  CommandException(String id, String text) {
    super(id + " " + text);
  }
}
