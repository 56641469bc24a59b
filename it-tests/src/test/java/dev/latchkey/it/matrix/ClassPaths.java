package dev.latchkey.it.matrix;

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
 * Coordinates with a type in them, as {@code group:artifact:pom:version}, are imported; those
 * without a version get theirs from what is.
 */
public final class ClassPaths {
  private static final String RESULT = "class-path.txt";
  private static final Path ROOT = Path.of("target/matrix/class-paths").toAbsolutePath();

  private final Path project;
  private final Map<String, Integer> modules = new LinkedHashMap<>();

  private ClassPaths(Path project) {
    this.project = project;
  }

  /** Resolves, unless it was done before, every set of coordinates. */
  public static ClassPaths resolve(List<List<String>> sets) {
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
  public String of(List<String> set) {
    try {
      return Files.readString(file(String.join(",", set))).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the folder of the generated module of a set. */
  public Path module(List<String> set) {
    return file(String.join(",", set)).getParent();
  }

  /** Returns the folder of the generated project. */
  public Path project() {
    return project;
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
    StringBuilder managed = new StringBuilder();
    for (String coordinates : set) {
      String[] parts = coordinates.split(":");
      String identity =
          "<groupId>%s</groupId><artifactId>%s</artifactId>".formatted(parts[0], parts[1]);
      if (parts.length > 2) {
        identity += "<version>" + parts[parts.length - 1] + "</version>";
      }
      if (parts.length == 4) {
        managed.append("<dependency>").append(identity);
        managed.append("<type>").append(parts[2]).append("</type><scope>import</scope>");
        managed.append("</dependency>");
      } else {
        dependencies.append("<dependency>").append(identity).append("</dependency>");
      }
    }
    return pom(
        "<parent>"
            + identity("class-paths")
            + "</parent><artifactId>set"
            + number
            + "</artifactId><packaging>"
            + (managed.isEmpty() ? "pom" : "jar")
            + "</packaging><dependencyManagement><dependencies>"
            + managed
            + "</dependencies></dependencyManagement><dependencies>"
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
    Maven.run(
        project,
        "org.apache.maven.plugins:maven-dependency-plugin:"
            + System.getProperty("maven.dependency.plugin")
            + ":build-classpath");
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
