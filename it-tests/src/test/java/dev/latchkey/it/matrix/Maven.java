package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Maven that runs this build: it knows the user's mirrors and repository. */
public final class Maven {
  private Maven() {}

  /** Runs goals on a project, and fails with where to read why. */
  public static void run(Path project, String... arguments) {
    Path log = project.resolve("maven.log");
    ProcessBuilder maven =
        new ProcessBuilder(command(project, arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", Jdk.CURRENT.home().toString());
    maven.environment().put("MAVEN_OPTS", Jdk.SHORT_LIVED + " -XX:+UseSerialGC");
    try {
      assertThat(maven.start().waitFor())
          .as("Maven makes what the matrix runs; see %s", log)
          .isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(Path project, String... arguments) {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path tool = Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn");
    List<String> command = new ArrayList<>(List.of(tool.toString(), "-B", "-q", "-ntp"));
    command.addAll(List.of("-f", project.resolve("pom.xml").toString()));
    command.add("-Dmaven.repo.local=" + System.getProperty("maven.repository"));
    if (System.getProperty("maven.mode").endsWith("true")) {
      command.add("-o");
    }
    String settings = System.getProperty("maven.user-settings").substring("file: ".length());
    if (Files.exists(Path.of(settings))) {
      command.addAll(List.of("-s", settings));
    }
    command.addAll(List.of(arguments));
    return command;
  }
}
