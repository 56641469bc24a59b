package dev.latchkey.runtime.operation;

/**
 * A thread of the agent's own. Woven methods that run on one are neither timed nor answered: what
 * the agent does must not look like the application's work, nor be served from what it is there to
 * renew.
 */
public final class AgentThread extends Thread {
  /**
   * Makes a daemon that holds nothing of the thread that makes it: no context class loader, no
   * inheritable thread-locals.
   *
   * @param job what the thread is for, in lower case; it is named {@code latchkey-<job>}
   */
  public AgentThread(String job, Runnable work) {
    super(null, work, "latchkey-" + job, 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }
}
