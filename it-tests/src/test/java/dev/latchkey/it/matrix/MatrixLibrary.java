package dev.latchkey.it.matrix;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A library of the matrix, declared by {@code library.properties} beside its application.
 * Immutable.
 *
 * <table>
 * <caption>Keys; {@code main.VERSION} and {@code coordinates.VERSION} hold for one version</caption>
 * <tr><td>{@code name}</td><td>as people call it</td></tr>
 * <tr><td>{@code main}</td><td>the application's class</td></tr>
 * <tr><td>{@code coordinates}</td><td>Maven coordinates with {@code {version}} in them</td></tr>
 * <tr><td>{@code versions}</td><td>tried in each build, the newest last</td></tr>
 * <tr><td>{@code more-versions}</td><td>tried with {@code -Dmatrix=all}</td></tr>
 * <tr><td>{@code modes}</td><td>{@code auth}, {@code fresh}, both, or none to weave only</td></tr>
 * <tr><td>{@code served}</td><td>layers that must hit on a repeating stream, as {@code layer:mode}</td></tr>
 * <tr><td>{@code keeps-whole}</td><td>targets that keep whole results, whose calls count in place of the layer's</td></tr>
 * <tr><td>{@code refuses-whole}</td><td>targets that refuse to, where the version has them</td></tr>
 * <tr><td>{@code tokens}</td><td>{@code opaque}, where an authorization server is asked about them; else JWTs</td></tr>
 * <tr><td>{@code keys}</td><td>{@code rsa}, where the library has no other; else RSA and EC</td></tr>
 * <tr><td>{@code fetches}</td><td>{@code application}, where the library has no fetching of key sets</td></tr>
 * <tr><td>{@code refresh}</td><td>{@code background}, where a new key is accepted some time after it was asked for</td></tr>
 * <tr><td>{@code loads}</td><td>classes that the application loads without using them</td></tr>
 * <tr><td>{@code sources}</td><td>the folder of the application, if another library's is used</td></tr>
 * <tr><td>{@code build}</td><td>{@code quarkus}, where Quarkus' plugin for Maven builds the application</td></tr>
 * <tr><td>{@code config}</td><td>YAML that is added to the agent's configuration</td></tr>
 * <tr><td>{@code cached}, {@code limits}</td><td>words for the page on libraries</td></tr>
 * </table>
 */
record MatrixLibrary(String id, Properties declaration) {
  private static final Path ROOT = Path.of("src/test/matrix");

  /** Returns all libraries by their folders' names. */
  static List<MatrixLibrary> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve("library.properties")))
          .sorted()
          .map(MatrixLibrary::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MatrixLibrary read(Path folder) {
    Properties declaration = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("library.properties"))) {
      declaration.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MatrixLibrary(folder.getFileName().toString(), declaration);
  }

  /** Returns the folder of the code that all applications share. */
  static Path common() {
    return ROOT.resolve("common");
  }

  /** Returns the folder of the application's own code. */
  Path sources() {
    return ROOT.resolve(declaration.getProperty("sources", id));
  }

  /** Returns the library as people call it. */
  String name() {
    return declaration.getProperty("name");
  }

  /** Returns the versions to try, oldest first. */
  List<String> versions(boolean every) {
    List<String> versions = new ArrayList<>(list("versions"));
    if (every) {
      versions.addAll(versions.size() - 1, list("more-versions"));
    }
    return versions;
  }

  /** Returns the newest version. */
  String newest() {
    List<String> versions = list("versions");
    return versions.get(versions.size() - 1);
  }

  /** Returns what the application of a version needs on its class path. */
  List<String> coordinates(String version) {
    return list("coordinates", version).stream()
        .map(each -> each.replace("{version}", version))
        .toList();
  }

  /** Returns the class to start. */
  String main(String version) {
    return declaration.getProperty("main." + version, declaration.getProperty("main"));
  }

  /** Returns how the application uses the library: {@code auth}, {@code fresh}. */
  List<String> modes() {
    return list("modes");
  }

  /** Returns whether the layer must be served in this mode. */
  boolean served(String layer, String mode) {
    return list("served").contains(layer + ":" + mode);
  }

  /** Returns whether the library itself fetches key sets. */
  boolean fetches() {
    return words("fetches").isEmpty();
  }

  /** Returns whether a key that is new to the library is fetched while the token is refused. */
  boolean refreshesInBackground() {
    return words("refresh").equals("background");
  }

  /** Returns the targets that keep whole results. */
  List<String> keepsWhole() {
    return list("keeps-whole");
  }

  /** Returns the targets that keep no whole results although they are asked to. */
  List<String> refusesWhole() {
    return list("refuses-whole");
  }

  /** Returns whether tokens are opaque. */
  boolean introspects() {
    return words("tokens").equals("opaque");
  }

  /** Returns whether elliptic curves are left out. */
  boolean rsaOnly() {
    return words("keys").equals("rsa");
  }

  /** Returns whether the application is built by Quarkus. */
  boolean isQuarkus() {
    return words("build").equals("quarkus");
  }

  /** Returns text for the page on libraries; empty when there is none. */
  String words(String key) {
    return declaration.getProperty(key, "");
  }

  private List<String> list(String key, String version) {
    return declaration.containsKey(key + "." + version) ? list(key + "." + version) : list(key);
  }

  private List<String> list(String key) {
    return Stream.of(declaration.getProperty(key, "").split(","))
        .map(String::trim)
        .filter(each -> !each.isEmpty())
        .toList();
  }
}
