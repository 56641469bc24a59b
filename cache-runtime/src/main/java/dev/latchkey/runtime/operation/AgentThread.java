package dev.latchkey.runtime.operation;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * A thread of the agent's own. Woven methods that run on one are neither timed nor answered: what
 * the agent does must not look like the application's work, nor be served from what it is there to
 * renew.
 */
public final class AgentThread extends Thread {
  private AgentThread(String job, Runnable work) {
    super(null, work, "latchkey-" + job, 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }

  /**
   * Makes a daemon that holds nothing of the thread that makes it: no context class loader, no
   * inheritable thread-locals, and, up to Java 23, none of the class loaders whose code is on its
   * stack, which a thread keeps for the questions of a security manager.
   *
   * @param job what the thread is for, in lower case; it is named {@code latchkey-<job>}
   */
  @SuppressWarnings("removal") // There is no other way to cut that stack off.
  public static AgentThread of(String job, Runnable work) {
    return AccessController.doPrivileged(
        (PrivilegedAction<AgentThread>) () -> new AgentThread(job, work));
  }
}
