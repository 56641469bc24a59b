package dev.latchkey.runtime.jdbc;

import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the class loader of a driver was closed, which is how a server undeploys an
 * application: it then finds the file of the driver's class no more, though the class is there. A
 * connection that is kept holds its driver and with it such an application. Thread-safe; holds no
 * class loader.
 */
public final class DriverFile {
  private final WeakReference<ClassLoader> loader;
  private final String file;

  private DriverFile(ClassLoader loader, String file) {
    this.loader = new WeakReference<>(loader);
    this.file = file;
  }

  /** Returns null for a driver whose class loader cannot be closed or does not show its files. */
  public static @Nullable DriverFile of(Class<?> driver) {
    ClassLoader loader = driver.getClassLoader();
    if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
      return null;
    }
    DriverFile file = new DriverFile(loader, driver.getName().replace('.', '/') + ".class");
    return file.isGone() ? null : file;
  }

  /** Looks into the application's class loader: to be called in the background. */
  public boolean isGone() {
    ClassLoader known = loader.get();
    if (known == null) {
      return true;
    }
    try {
      // A parent may have the same driver.
      return (known instanceof URLClassLoader own
              ? own.findResource(file)
              : known.getResource(file))
          == null;
    } catch (RuntimeException | LinkageError stopped) {
      return true;
    }
  }
}
