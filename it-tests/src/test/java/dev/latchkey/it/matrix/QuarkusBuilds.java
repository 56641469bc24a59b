package dev.latchkey.it.matrix;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The services of Quarkus in the matrix, built as everyone builds them: by the Maven plugin, which
 * decides at build time what a service starts with. One run of Maven makes them all.
 */
public final class QuarkusBuilds implements Callable<Map<String, String>> {
  /** What {@code java -jar} starts. */
  public static final String MAIN = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

  private final ClassPaths classPaths;
  private final Map<String, String> built = new LinkedHashMap<>();
  private final StringBuilder modules = new StringBuilder();
  private String plugin = "";

  QuarkusBuilds(ClassPaths classPaths) {
    this.classPaths = classPaths;
  }

  /** Compiles what {@link #call} builds, unless it was asked for before. */
  void add(MatrixLibrary library, String version) {
    var coordinates = library.coordinates(version);
    Path module = classPaths.module(coordinates);
    if (built.putIfAbsent(
            key(library, version), module.resolve("target/quarkus-app/quarkus-run.jar").toString())
        == null) {
      MatrixCompiler.compile(
          library, version, classPaths.of(coordinates), module.resolve("target/classes"));
      modules.append(modules.isEmpty() ? "" : ",").append(module.getFileName());
      plugin = version;
    }
  }

  /** Returns what to find the class path of a service by. */
  static String key(MatrixLibrary library, String version) {
    return library.id() + " " + version;
  }

  /** Builds, and returns the class path of each service. */
  @Override
  public Map<String, String> call() {
    if (!built.isEmpty()) {
      build(classPaths.project(), modules.toString(), plugin);
    }
    return built;
  }

  /** Builds modules of a project, whose classes are compiled, with this version of Quarkus. */
  public static void build(Path project, String modules, String version) {
    Maven.run(project, "-pl", modules, "io.quarkus:quarkus-maven-plugin:" + version + ":build");
  }
}
