package dev.latchkey.agent;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent's own classes and libraries from renamed entries of the agent's jar ({@code
 * inst/....lk}), where no class loader of the application finds them. Inside an application its
 * parent is the platform class loader, so that nothing of the application's class path is seen from
 * here.
 *
 * <p>Thread-safe and parallel capable: classes are loaded on threads of the application, several at
 * a time.
 */
public final class AgentClassLoader extends ClassLoader implements Closeable {
  private static final String FOLDER = "inst/";
  private static final String CLASS_SUFFIX = ".lk";
  private static final String HANDLE = "dev.latchkey.runtime.pool.Handle";

  /** What a handle may need after a detach. */
  private static final List<String> OUTLASTING =
      List.of("dev/latchkey/runtime/pool/", "dev/latchkey/runtime/jdbc/");

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final ProtectionDomain domain;
  private final List<String> versions;

  /**
   * What addresses are made from. Naming a handler takes a permission, which a security manager may
   * refuse this class by then: it belongs to the application's class path.
   */
  private final URL root;

  private volatile boolean closed;

  /** Opens the agent's jar without verifying signatures: its entries are ours. */
  AgentClassLoader(File jarPath, ClassLoader parent) throws IOException {
    super("latchkey", parent);
    jar = new JarFile(jarPath, false);
    versions = readVersions();
    root = new URL("latchkey", null, -1, "/", new EntryHandler());
    domain =
        new ProtectionDomain(
            new CodeSource(jarPath.toURI().toURL(), (Certificate[]) null), everything());
  }

  /**
   * A security manager that the application installs asks whoever is on the stack: calls that come
   * through us must not be refused for our sake. The application's own code gains nothing by it,
   * because it is asked as well.
   */
  private static Permissions everything() {
    Permissions all = new Permissions();
    all.add(new AllPermission());
    return all;
  }

  /**
   * Looks here before it asks the parent: another agent may have put the same libraries on the boot
   * class path.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        ZipEntry entry = entry(name.replace('.', '/') + ".class");
        loaded = entry == null ? super.loadClass(name, false) : define(name, entry);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ZipEntry entry = entry(name.replace('.', '/') + ".class");
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    return define(name, entry);
  }

  private Class<?> define(String name, ZipEntry entry) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = content(entry);
    } catch (IOException | IllegalStateException closedMeanwhile) {
      throw new ClassNotFoundException(name, closedMeanwhile);
    }
    definePackageOf(name);
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  private void definePackageOf(String className) {
    int dot = className.lastIndexOf('.');
    String name = dot < 0 ? "" : className.substring(0, dot);
    if (getDefinedPackage(name) == null) {
      try {
        definePackage(name, null, null, null, null, null, null, null);
      } catch (IllegalArgumentException alreadyDefinedByAnotherThread) {
        // Two threads may both find it missing; either definition serves.
      }
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    ZipEntry entry = entry(name);
    if (entry == null) {
      return null;
    }
    try {
      return new URL(root, "/" + name);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  /** Reads from the agent's jar alone; the JDK's own resources are of no use to the agent. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      byte[] bytes = read(entry(name));
      return bytes == null ? null : new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Lets go of the jar; what was not loaded by then is not found any more. Connections that the
   * application still has go on through handles of ours, whose classes are loaded before.
   */
  @Override
  public void close() throws IOException {
    if (!closed && findLoadedClass(HANDLE) != null) {
      OUTLASTING.forEach(this::loadAll);
    }
    closed = true;
    jar.close();
  }

  private void loadAll(String packagePath) {
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (name.startsWith(FOLDER + packagePath) && name.endsWith(CLASS_SUFFIX)) {
        load(name.substring(FOLDER.length(), name.length() - CLASS_SUFFIX.length()));
      }
    }
  }

  private void load(String path) {
    try {
      Class.forName(path.replace('/', '.'), true, this);
    } catch (ClassNotFoundException | LinkageError notNeeded) {
      // Such as the description of a package, or a class for another version of Java.
    }
  }

  /** Prefers what a library brings for this version of Java, as a multi-release jar would. */
  private @Nullable ZipEntry entry(String name) {
    if (closed) {
      return null;
    }
    String stored =
        name.endsWith(".class")
            ? name.substring(0, name.length() - ".class".length()) + CLASS_SUFFIX
            : name;
    for (String version : versions) {
      ZipEntry newer = jar.getEntry(FOLDER + "META-INF/versions/" + version + "/" + stored);
      if (newer != null) {
        return newer;
      }
    }
    return jar.getEntry(FOLDER + stored);
  }

  /**
   * Returns the versions that some library brings classes for and this Java can run, newest first.
   */
  private List<String> readVersions() throws IOException {
    byte[] text = read(jar.getEntry(FOLDER + "java-versions.txt"));
    List<String> runnable = new ArrayList<>();
    for (String version :
        new String(text == null ? new byte[0] : text, StandardCharsets.UTF_8).split(" ", -1)) {
      if (!version.isEmpty() && Integer.parseInt(version) <= Runtime.version().feature()) {
        runnable.add(version);
      }
    }
    return runnable;
  }

  private byte @Nullable [] read(@Nullable ZipEntry entry) throws IOException {
    return entry == null ? null : content(entry);
  }

  /** Without its size a reader would fill 8 KB for each of a thousand classes before main. */
  private byte[] content(ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  private final class EntryHandler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          byte[] bytes = read(entry(url.getPath().substring(1)));
          if (bytes == null) {
            throw new IOException("no entry " + url.getPath() + " in " + jar.getName());
          }
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
