package dev.latchkey.agent.handler.async;

/** What one who waits for a result has seen so far. */
public final class Seen {
  /** The value, if one came. */
  public volatile Object value;

  /** The failure, if one came. */
  public volatile Throwable failure;

  /** Whether the result ended. */
  public volatile boolean ended;

  /** Runs once the result ended. */
  public volatile Runnable arrived = () -> {};

  /** Gives up waiting. */
  public volatile Runnable cancel = () -> {};
}
