package dev.latchkey.agent.weave;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a class came from, in words: nothing of the application is held. Reads no file, because
 * this runs while the class is being loaded. Immutable.
 *
 * @param loader what loaded it
 * @param jar name of its jar or folder; empty when unknown
 * @param version of its library; empty when unknown
 */
record Origin(String loader, String jar, String version) {
  private static final Pattern JAR =
      Pattern.compile(".*?([^/\\\\!]+\\.[jw]ar)[!/]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSION = Pattern.compile(".*?-(\\d[\\w.+-]*)\\.[jw]ar");

  static Origin of(
      @Nullable ClassLoader loader, @Nullable ProtectionDomain domain, String className) {
    String jar = jar(domain);
    return new Origin(name(loader), jar, version(loader, className, jar));
  }

  /** Leaves the application's own {@code toString} and {@code getName} alone. */
  private static String name(@Nullable ClassLoader loader) {
    if (loader == null) {
      return "boot";
    }
    if (loader == ClassLoader.getPlatformClassLoader()) {
      return "platform";
    }
    if (loader == ClassLoader.getSystemClassLoader()) {
      return "app";
    }
    return loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
  }

  private static String jar(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? "" : lastName(location.getPath());
  }

  /** Returns the innermost archive of a path such as {@code app.jar!/lib/tokens-1.2.jar!/}. */
  static String lastName(String path) {
    Matcher matcher = JAR.matcher(path);
    String jar = "";
    while (matcher.lookingAt()) {
      jar = matcher.group(1);
      matcher.region(matcher.end(), path.length());
    }
    if (!jar.isEmpty()) {
      return jar;
    }
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private static String version(@Nullable ClassLoader loader, String className, String jar) {
    int dot = className.lastIndexOf('.');
    if (loader != null && dot > 0) {
      Package defined = loader.getDefinedPackage(className.substring(0, dot));
      String told = defined == null ? null : defined.getImplementationVersion();
      if (told != null) {
        return told;
      }
    }
    Matcher matcher = VERSION.matcher(jar);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
