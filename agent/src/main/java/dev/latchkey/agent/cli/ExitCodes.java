package dev.latchkey.agent.cli;

/** How commands end; scripts rely on these. Those of picocli are 0, 1 and 2. */
final class ExitCodes {
  /** There is no such JVM, no agent in it, or it lets nobody in. */
  static final int NO_AGENT = 3;

  /** The agent cannot be reached, or refuses the token. */
  static final int REFUSED = 5;

  /** What was measured is not what was asked for. */
  static final int GATE_FAILED = 6;

  /** The state of the agent is another one than the command supposed. */
  static final int CONFLICT = 7;

  /** The user ended the command. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
