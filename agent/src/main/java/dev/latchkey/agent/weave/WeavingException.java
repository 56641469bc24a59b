package dev.latchkey.agent.weave;

/** Says why a change of the targets was undone. */
public final class WeavingException extends Exception {
  private static final long serialVersionUID = 1L;

  WeavingException(String reason) {
    super(reason);
  }
}
