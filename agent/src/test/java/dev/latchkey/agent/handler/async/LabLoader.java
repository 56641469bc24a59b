package dev.latchkey.agent.handler.async;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class loader of an application: it has the library in one version, and what is compiled against
 * it, for itself, and everything else from the tests.
 */
final class LabLoader extends URLClassLoader {
  private static final Path LIBRARIES = Path.of("target", "libraries");

  private final List<String> own;

  private LabLoader(List<URL> urls, List<String> own) {
    super(urls.toArray(new URL[0]), LabLoader.class.getClassLoader());
    this.own = own;
  }

  /** Opens the library as it is on the tests' class path. */
  static LabLoader recent(String... own) {
    return new LabLoader(classPath(), List.of(own));
  }

  /** Opens the version in {@code folder}, where the build copied it. */
  static LabLoader old(String folder, String... own) {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> jars = Files.list(LIBRARIES.resolve(folder))) {
      jars.forEach(jar -> urls.add(url(jar)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    urls.addAll(classPath());
    return new LabLoader(urls, List.of(own));
  }

  /** Makes a lab of this loader's own. */
  Lab lab(Class<?> implementation) {
    try {
      return (Lab) loadClass(implementation.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (own.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  private static List<URL> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> url(Path.of(entry)))
        .toList();
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
