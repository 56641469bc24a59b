package dev.latchkey.runtime.pool;

/** Tells the JDK's own classes from those of drivers and applications. */
final class JdkTypes {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private JdkTypes() {}

  static boolean includes(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == PLATFORM;
  }
}
