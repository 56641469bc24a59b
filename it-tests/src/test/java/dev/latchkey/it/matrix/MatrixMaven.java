package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs generated projects with the Maven that runs this build: it knows the user's mirrors and
 * repository.
 */
final class MatrixMaven {
  private MatrixMaven() {}

  /** Returns a project with this content. */
  static String pom(String content) {
    return "<project><modelVersion>4.0.0</modelVersion>" + content + "</project>";
  }

  /** Returns the dependency on coordinates such as {@code group:artifact:version}. */
  static String dependency(String coordinates) {
    String[] parts = coordinates.split(":");
    return "<dependency><groupId>"
        + parts[0]
        + "</groupId><artifactId>"
        + parts[1]
        + "</artifactId><version>"
        + parts[2]
        + "</version></dependency>";
  }

  /** Writes a file of a generated project. */
  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a goal of the project in this folder. */
  static void run(Path project, String goal) {
    Path log = project.resolve("maven.log");
    ProcessBuilder maven =
        new ProcessBuilder(command(project, goal))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", Jdk.CURRENT.home().toString());
    try {
      assertThat(maven.start().waitFor()).as("Maven runs %s; see %s", goal, log).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(Path project, String goal) {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn")
                    .toString(),
                "-B",
                "-q",
                "-ntp",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + System.getProperty("maven.repository")));
    if (System.getProperty("maven.mode").endsWith("true")) {
      command.add("-o");
    }
    String settings = System.getProperty("maven.user-settings").substring("file: ".length());
    if (Files.exists(Path.of(settings))) {
      command.addAll(List.of("-s", settings));
    }
    command.add(goal);
    return command;
  }
}
