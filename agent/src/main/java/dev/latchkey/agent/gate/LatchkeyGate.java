package dev.latchkey.agent.gate;

import org.jspecify.annotations.Nullable;

/**
 * The way from woven code to the agent. The build moves this class to {@code java.lang}, where code
 * of every class loader and module can call it without seeing anything else of the agent; it may
 * therefore refer to {@code java.base} alone.
 *
 * <p>The agent installs one dispatcher, a subclass that lives in its own class loader. Without a
 * dispatcher every woven method runs its own body.
 *
 * <p>The gate outlives the agent: one that is attached after another was detached uses the same
 * class. Calls that began under the earlier one may still run then. What their begin returned is a
 * {@link Runnable}, which cleans their thread when it is too late to end them properly.
 *
 * <p>Thread-safe: {@code owner} and {@code dispatcher} change together under the class lock; woven
 * code reads {@code dispatcher} only.
 */
public abstract class LatchkeyGate {
  /** The answer of a method that returns null without running. */
  public static final Object NOTHING = new Object();

  private static @Nullable Object owner;
  private static volatile @Nullable LatchkeyGate dispatcher;
  private static int firstSite;
  private static @Nullable String version;

  /** For the dispatcher. */
  protected LatchkeyGate() {}

  /**
   * Makes {@code installed} the receiver of all woven calls.
   *
   * @param token identifies the caller; only the same object can uninstall
   * @return whether it was installed; {@code false} when another agent holds the gate
   */
  public static synchronized boolean install(Object token, LatchkeyGate installed) {
    if (owner != null && owner != token) {
      return false;
    }
    owner = token;
    dispatcher = installed;
    return true;
  }

  /**
   * Takes the dispatcher out again; does nothing for any other token than the one it was installed
   * with.
   */
  public static synchronized void uninstall(Object token) {
    if (owner == token) {
      dispatcher = null;
      owner = null;
    }
  }

  /**
   * Returns the first site number that an agent may weave: a thread that an earlier agent's code
   * holds up just before its call of the gate must not be taken for a call of another method.
   */
  public static synchronized int firstSite() {
    return firstSite;
  }

  /** Notes, before an agent ends, that it has woven site numbers below {@code next}. */
  public static synchronized void sitesUsed(int next) {
    firstSite = Math.max(firstSite, next);
  }

  /**
   * Returns the version of the agent that this class is of: the first to say its own. A class
   * cannot be replaced while the JVM runs, so that no other version can use it.
   */
  public static synchronized String definedBy(String own) {
    if (version == null) {
      version = own;
    }
    return version;
  }

  /** Returns whether a dispatcher is installed. */
  public static boolean isInstalled() {
    return dispatcher != null;
  }

  /** Begins a call that is only timed; the result goes to {@link #end}. */
  public static @Nullable Object begin(int site) {
    LatchkeyGate current = dispatcher;
    return current == null ? null : current.beginCall(site);
  }

  /** Ends a call that is only timed. */
  public static void end(int site, @Nullable Object call, @Nullable Throwable thrown) {
    if (call == null) {
      return;
    }
    LatchkeyGate current = dispatcher;
    if (current == null) {
      abandon(call);
    } else {
      current.endCall(site, call, thrown);
    }
  }

  /**
   * Returns whether a call that a cache may answer has to be entered with its arguments. If not it
   * is begun like one that is only timed, and its end goes to {@link #leave} all the same.
   */
  public static boolean consults(int site) {
    LatchkeyGate current = dispatcher;
    return current != null && current.isConsulted(site);
  }

  /**
   * Begins a call that a cache may answer; the result goes to {@link #answer}, then to {@link
   * #leave}.
   */
  public static @Nullable Object enter(
      int site, @Nullable Object self, @Nullable Object[] arguments) {
    LatchkeyGate current = dispatcher;
    return current == null ? null : current.enterCall(site, self, arguments);
  }

  /**
   * Returns what the woven method must return without running its body, {@link #NOTHING} for null,
   * or null when the body must run.
   *
   * @param type the method's return type, boxed; {@code Void} for a method without result
   */
  public static @Nullable Object answer(@Nullable Object call, Class<?> type) {
    LatchkeyGate current = dispatcher;
    return current == null || call == null ? null : current.answerCall(call, type);
  }

  /**
   * Ends a call whose body ran.
   *
   * @return what the woven method returns instead of its own result or exception, of its return
   *     type, or null when it keeps its own
   */
  public static @Nullable Object leave(
      int site, @Nullable Object call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    LatchkeyGate current = dispatcher;
    if (current == null) {
      abandon(call);
      return null;
    }
    return current.leaveCall(site, call, returned, thrown);
  }

  /**
   * Returns whether a call has to be looked at. Looking is a way of its own: who looks comes and
   * goes, and for that the compiled code of the other ways must not have to be made anew.
   */
  public static boolean looks(int site) {
    LatchkeyGate current = dispatcher;
    return current != null && current.isLookedAt(site);
  }

  /** Begins a call that is only looked at; the result goes to {@link #looked}. */
  public static @Nullable Object look(
      int site, @Nullable Object self, @Nullable Object[] arguments) {
    LatchkeyGate current = dispatcher;
    return current == null ? null : current.lookAtCall(site, self, arguments);
  }

  /** Ends a call that is only looked at. */
  public static void looked(
      int site, @Nullable Object call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call == null) {
      return;
    }
    LatchkeyGate current = dispatcher;
    if (current == null) {
      abandon(call);
    } else {
      current.lookedAtCall(site, call, returned, thrown);
    }
  }

  /** Ends a call whose dispatcher is gone. */
  protected static void abandon(Object call) {
    if (call instanceof Runnable cleaning) {
      cleaning.run();
    }
  }

  /** Receives {@link #begin}. Never throws. */
  protected abstract @Nullable Object beginCall(int site);

  /** Receives {@link #end}. Never throws. */
  protected abstract void endCall(int site, Object call, @Nullable Throwable thrown);

  /** Receives {@link #consults}. Never throws. */
  protected abstract boolean isConsulted(int site);

  /** Receives {@link #enter}. Never throws. */
  protected abstract @Nullable Object enterCall(
      int site, @Nullable Object self, @Nullable Object[] arguments);

  /** Receives {@link #answer}. Never throws. */
  protected abstract @Nullable Object answerCall(Object call, Class<?> type);

  /** Receives {@link #leave}. Never throws. */
  protected abstract @Nullable Object leaveCall(
      int site, Object call, @Nullable Object returned, @Nullable Throwable thrown);

  /** Receives {@link #looks}. Never throws. */
  protected abstract boolean isLookedAt(int site);

  /** Receives {@link #look}. Never throws. */
  protected abstract @Nullable Object lookAtCall(
      int site, @Nullable Object self, @Nullable Object[] arguments);

  /** Receives {@link #looked}. Never throws. */
  protected abstract void lookedAtCall(
      int site, Object call, @Nullable Object returned, @Nullable Throwable thrown);
}
