package dev.latchkey.agent.start;

import java.io.File;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.List;

/** How the command line of the agent's own jar is started, on the JDK that runs the application. */
final class BenchLauncher {
  private BenchLauncher() {}

  /** Returns the words before the command; none where the jar or the JDK cannot be found. */
  static List<String> words() {
    try {
      CodeSource source = BenchLauncher.class.getProtectionDomain().getCodeSource();
      File java = new File(System.getProperty("java.home", ""), "bin/java");
      if (source == null || !java.canExecute()) {
        return List.of();
      }
      File jar = new File(source.getLocation().toURI());
      return jar.isFile()
          ? List.of(java.getPath(), "-Xmx256m", "-XX:+UseSerialGC", "-jar", jar.getPath())
          : List.of();
    } catch (URISyntaxException | SecurityException unknown) {
      return List.of();
    }
  }
}
