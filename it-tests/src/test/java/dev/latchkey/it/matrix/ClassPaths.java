package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The class paths of the matrix, resolved by the Maven that runs this build: it knows the user's
 * mirrors and repository. All are resolved in one run over a generated project with one module a
 * class path, and kept under {@code target} for as long as the declarations stay the same.
 */
final class ClassPaths {
  private static final String RESULT = "class-path.txt";
  private static final Path ROOT = Path.of("target/matrix/class-paths").toAbsolutePath();

  private final Path project;
  private final Map<String, Integer> modules = new LinkedHashMap<>();

  private ClassPaths(Path project) {
    this.project = project;
  }

  /** Resolves, unless it was done before, every set of coordinates. */
  static ClassPaths resolve(List<List<String>> sets) {
    Map<String, List<String>> wanted = new TreeMap<>();
    sets.forEach(set -> wanted.put(String.join(",", set), set));
    ClassPaths paths = new ClassPaths(ROOT.resolve(digest(wanted.keySet().toString())));
    wanted.keySet().forEach(key -> paths.modules.put(key, paths.modules.size()));
    if (!wanted.keySet().stream().allMatch(key -> Files.exists(paths.file(key)))) {
      paths.generate(new ArrayList<>(wanted.values()));
      paths.runMaven();
    }
    return paths;
  }

  /** Returns the class path of a set of coordinates. */
  String of(List<String> set) {
    try {
      return Files.readString(file(String.join(",", set))).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String key) {
    return project.resolve("set" + modules.get(key)).resolve(RESULT);
  }

  private void generate(List<List<String>> sets) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < sets.size(); i++) {
      names.append("<module>set").append(i).append("</module>");
      write(project.resolve("set" + i + "/pom.xml"), module(i, sets.get(i)));
    }
    write(
        project.resolve("pom.xml"),
        pom(
            identity("class-paths")
                + "<packaging>pom</packaging>"
                + "<properties><mdep.outputFile>${project.basedir}/"
                + RESULT
                + "</mdep.outputFile></properties>"
                + "<modules>"
                + names
                + "</modules>"));
  }

  private static String module(int number, List<String> set) {
    StringBuilder dependencies = new StringBuilder();
    for (String coordinates : set) {
      String[] parts = coordinates.split(":");
      dependencies
          .append("<dependency><groupId>")
          .append(parts[0])
          .append("</groupId><artifactId>")
          .append(parts[1])
          .append("</artifactId><version>")
          .append(parts[2])
          .append("</version></dependency>");
    }
    return pom(
        "<parent>"
            + identity("class-paths")
            + "</parent><artifactId>set"
            + number
            + "</artifactId><packaging>pom</packaging><dependencies>"
            + dependencies
            + "</dependencies>");
  }

  private static String identity(String artifact) {
    return "<groupId>matrix</groupId><artifactId>" + artifact + "</artifactId><version>1</version>";
  }

  private static String pom(String content) {
    return "<project><modelVersion>4.0.0</modelVersion>" + content + "</project>";
  }

  private void runMaven() {
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
    command.add(
        "org.apache.maven.plugins:maven-dependency-plugin:"
            + System.getProperty("maven.dependency.plugin")
            + ":build-classpath");
    Path log = project.resolve("maven.log");
    ProcessBuilder maven =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", Jdk.CURRENT.home().toString());
    try {
      assertThat(maven.start().waitFor())
          .as("Maven resolves the libraries of the matrix; see %s", log)
          .isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
