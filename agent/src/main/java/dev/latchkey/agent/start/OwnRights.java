package dev.latchkey.agent.start;

import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Callable;

/**
 * Starts the agent by its own rights alone. Until Java 23 a thread keeps for its life whoever was
 * on the stack when it was made: with the entry class among them, which is on the application's
 * class path, a security manager that the application installs later would refuse our threads what
 * its policy refuses that class. Stateless.
 */
final class OwnRights {
  private static final int FIRST_WITHOUT_SECURITY_MANAGER = 24;

  private OwnRights() {}

  static <T> T use(Callable<T> work) throws Exception {
    return Runtime.version().feature() < FIRST_WITHOUT_SECURITY_MANAGER
        ? Privileged.call(work)
        : work.call();
  }

  /** Apart, so that a Java that has no such thing any more never looks for it. */
  @SuppressWarnings("removal")
  private static final class Privileged {
    static <T> T call(Callable<T> work) throws Exception {
      try {
        return AccessController.doPrivileged((PrivilegedExceptionAction<T>) work::call);
      } catch (PrivilegedActionException wrapped) {
        throw wrapped.getException();
      }
    }
  }
}
