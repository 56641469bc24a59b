package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Says what the targets would match on a class path. Reads class files as the agent would while
 * they are loaded, and loads none of them. Confined to one thread.
 */
public final class ClassPathScan {
  private static final String SUFFIX = ".class";

  private final TargetIndex index;
  private final WeavingReport report;

  private ClassPathScan(TargetIndex index, WeavingReport report) {
    this.index = index;
    this.report = report;
  }

  /**
   * Reports what would come of each target.
   *
   * @param elements jars and folders
   * @throws IOException when one of them cannot be read
   */
  public static void run(List<Target> targets, WeavingReport report, List<File> elements)
      throws IOException {
    targets.forEach(report::follow);
    var scan = new ClassPathScan(new TargetIndex(targets), report);
    List<URL> urls = new ArrayList<>();
    for (File element : elements) {
      urls.add(element.toURI().toURL());
    }
    try (URLClassLoader resources =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      for (File element : elements) {
        ProtectionDomain domain = domain(element);
        if (element.isDirectory()) {
          scan.folder(resources, domain, element, "");
        } else {
          scan.jar(resources, domain, element);
        }
      }
      scan.jdk(resources);
    }
  }

  private static ProtectionDomain domain(File element) throws MalformedURLException {
    return new ProtectionDomain(
        new CodeSource(element.toURI().toURL(), (Certificate[]) null), null);
  }

  /** Looks into those classes of the JDK that are named. */
  private void jdk(ClassLoader loader) throws IOException {
    ProtectionDomain none = new ProtectionDomain(null, null);
    for (Target target : index.targets()) {
      String entry = target.config().className().replace('.', '/') + SUFFIX;
      try (InputStream in = loader.getResourceAsStream(entry)) {
        if (in != null && Exclusions.isJdk(entry)) {
          look(loader, none, entry, in.readAllBytes());
        }
      }
    }
  }

  private void folder(ClassLoader loader, ProtectionDomain domain, File folder, String path)
      throws IOException {
    File[] files = folder.listFiles();
    if (files == null) {
      throw new IOException(folder + " cannot be read");
    }
    for (File file : files) {
      if (file.isDirectory()) {
        folder(loader, domain, file, path + file.getName() + "/");
      } else if (file.getName().endsWith(SUFFIX)) {
        try (InputStream in = new FileInputStream(file)) {
          look(loader, domain, path + file.getName(), in.readAllBytes());
        }
      }
    }
  }

  private void jar(ClassLoader loader, ProtectionDomain domain, File file) throws IOException {
    try (JarFile jar = new JarFile(file, false)) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(SUFFIX) && !entry.getName().startsWith("META-INF/")) {
          try (InputStream in = jar.getInputStream(entry)) {
            look(loader, domain, entry.getName(), in.readAllBytes());
          }
        }
      }
    }
  }

  private void look(ClassLoader loader, ProtectionDomain domain, String entry, byte[] classFile) {
    String internalName = entry.substring(0, entry.length() - SUFFIX.length());
    List<Target> candidates = index.candidates(loader, internalName, classFile);
    if (!candidates.isEmpty()) {
      String className = internalName.replace('/', '.');
      report.came(
          loader,
          className,
          Origin.of(loader, domain, className),
          Weaver.outcomes(loader, className, classFile, candidates));
    }
  }
}
