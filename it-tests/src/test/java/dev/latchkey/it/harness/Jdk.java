package dev.latchkey.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK that tests start applications on. Immutable. */
public record Jdk(int version, Path home) {
  /** The JDK that runs the tests. */
  public static final Jdk CURRENT =
      new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));

  /**
   * Option of a JVM that ends before its compiled code would have paid for the compiling: a third
   * of the CPU time of these tests. An option that follows takes it back.
   */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  /**
   * Returns this JDK and, where one is installed beside it or named by {@code LATCHKEY_JDK25}, JDK
   * 25.
   */
  public static List<Jdk> all() {
    Optional<Jdk> newer = newer();
    if (newer.isEmpty() && Needed.all()) {
      throw new IllegalStateException(
          "no JDK 25 beside " + CURRENT.home() + "; name one in LATCHKEY_JDK25");
    }
    return Stream.concat(Stream.of(CURRENT), newer.stream()).distinct().toList();
  }

  /**
   * Returns the JDKs for tests of what a feature answers: the newest of {@link #all}, or all with
   * {@code -Djdks=all}. How methods are woven, and how the agent comes and goes, is tested on each.
   */
  public static List<Jdk> forFeatures() {
    List<Jdk> all = all();
    return "all".equals(System.getProperty("jdks")) ? all : all.subList(all.size() - 1, all.size());
  }

  /** Returns JDK 25, if there is one. */
  public static Optional<Jdk> newer() {
    if (CURRENT.version() == 25) {
      return Optional.of(CURRENT);
    }
    String named = System.getenv("LATCHKEY_JDK25");
    if (named != null) {
      return Optional.of(new Jdk(25, Path.of(named)));
    }
    try (Stream<Path> siblings = Files.list(CURRENT.home().toRealPath().getParent())) {
      return siblings.filter(Jdk::isVersion25).findFirst().map(home -> new Jdk(25, home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a program of this JDK. */
  public String tool(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static boolean isVersion25(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isRegularFile(release)
          && Files.readString(release).contains("JAVA_VERSION=\"25")
          && Files.isExecutable(home.resolve("bin/javac"));
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
