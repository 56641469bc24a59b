package dev.latchkey.agent.handler.async;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The methods of a library that a form calls, found once for each class of the application.
 *
 * <p>A class keeps what is found for it, so only objects of the JDK and of its own library may be
 * in there: anything of ours would keep the agent's class loader for as long as the application
 * lives, and so would an exception, by the classes on its stack. Thread-safe.
 */
public final class LibraryMethods extends ClassValue<MethodHandle[]> {
  private static final MethodHandle[] NONE = {};

  private final Finder finder;

  /** Finds by {@code finder}, once for each class. */
  public LibraryMethods(Finder finder) {
    this.finder = finder;
  }

  /** Looks the methods up in a class of the application. */
  public interface Finder {
    /** Returns the methods, each with {@code Object} for all types of its own. */
    MethodHandle[] find(Class<?> type, MethodHandles.Lookup lookup)
        throws ReflectiveOperationException;
  }

  /** Returns an empty array when this version of the library lacks a method. */
  @Override
  protected MethodHandle[] computeValue(Class<?> type) {
    try {
      return finder.find(type, MethodHandles.publicLookup());
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return NONE;
    }
  }

  /** Returns the method with {@code Object} in place of all its types. */
  public static MethodHandle generic(MethodHandle method) {
    return method.asType(method.type().generic());
  }
}
