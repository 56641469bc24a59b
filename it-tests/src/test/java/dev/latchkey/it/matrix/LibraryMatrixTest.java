package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every library that the presets know, unmodified, at its newest version, the most used at their
 * oldest too, and with whole answers kept: the agent changes no verdict, and the caches answer.
 *
 * <p>{@code -Dmatrix=all} tries every version on every JDK, {@code -Dmatrix=nimbus-jose-jwt} one
 * library, {@code -Dmatrix=all,nimbus-jose-jwt} every version of it; {@code -Dmatrix=all
 * -Dmatrix.write=true} writes the page on libraries anew. What was found, be it of a part, is in
 * {@code target/matrix/libraries.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibraryMatrixTest {
  private static final Path PAGE = Path.of("../docs/libraries.md");
  private static final Predicate<String> ABOUT_ONE =
      line -> line.startsWith("| ") || line.startsWith("- ");
  private static final Path FOUND = Path.of("target/matrix/libraries.md");

  private final List<String> wanted =
      Stream.of(System.getProperty("matrix", "").split(",")).filter(s -> !s.isEmpty()).toList();
  private final boolean everything = wanted.contains("all");
  private final ExecutorService runner = Executors.newFixedThreadPool(3);
  private final Map<Case, Future<MatrixResult>> runs = new LinkedHashMap<>();
  private final List<MatrixResult> results = new ArrayList<>();
  private ClassPaths classPaths;
  private BareApps bareApps;
  private Future<Map<String, String>> quarkus;

  /** One library version on one JDK. */
  record Case(MatrixLibrary library, String version, Jdk jdk) {
    @Override
    public String toString() {
      return library.name() + " " + version + " on " + jdk;
    }
  }

  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (MatrixLibrary library : MatrixLibrary.all()) {
      if (wanted.size() == (everything ? 1 : 0) || wanted.contains(library.id())) {
        add(library, cases);
      }
    }
    return cases;
  }

  /** The newest version is tried on the newest JDK, others on the build's own; or all on all. */
  private void add(MatrixLibrary library, List<Case> cases) {
    List<Jdk> jdks = Jdk.all();
    for (Jdk jdk : jdks) {
      for (String version : library.versions(everything)) {
        boolean newest = version.equals(library.newest());
        if (everything || jdk.equals(newest ? jdks.get(jdks.size() - 1) : Jdk.CURRENT)) {
          cases.add(new Case(library, version, jdk));
        }
      }
    }
  }

  /** Some at a time: much of a run is waiting, for the other JVM and for tokens to expire. */
  @BeforeAll
  void begin(@TempDir Path home) {
    List<Case> cases = cases();
    classPaths =
        ClassPaths.resolve(
            cases.stream().map(each -> each.library().coordinates(each.version())).toList());
    bareApps = new BareApps(home);
    var services = new QuarkusBuilds(classPaths);
    cases.stream()
        .filter(each -> each.library().isQuarkus())
        .forEach(each -> services.add(each.library(), each.version()));
    quarkus = runner.submit(services);
    for (Case each : cases) {
      Path own = home.resolve(String.valueOf(runs.size()));
      runs.put(each, runner.submit(() -> run(each, own)));
    }
  }

  @AfterAll
  void end() {
    runner.shutdownNow();
    bareApps.close();
  }

  private MatrixResult run(Case each, Path own) throws Exception {
    MatrixLibrary library = each.library();
    Files.createDirectory(own);
    String classPath = classPath(library, each, own.resolve("classes"));
    try (MatrixRun run =
        new MatrixRun(library, each.version(), each.jdk(), classPath, bareApps, own)) {
      return run.run();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Order(1)
  void changesNoVerdictAndAnswersFromTheCaches(Case each) throws Exception {
    MatrixLibrary library = each.library();
    MatrixResult result = runs.get(each).get();
    results.add(result);
    assertThat(result.refused()).as("targets that could not be woven").isEmpty();
    if (!library.refusesWhole().isEmpty()) {
      assertThat(result.timedOnly()).as("targets that say why they keep nothing").isNotEmpty();
    }
    result.modes().forEach(mode -> check(library, mode));
  }

  private String classPath(MatrixLibrary library, Case each, Path classes) throws Exception {
    if (library.isQuarkus()) {
      return quarkus.get().get(QuarkusBuilds.key(library, each.version()));
    }
    return MatrixCompiler.compile(
        library, each.version(), classPaths.of(library.coordinates(each.version())), classes);
  }

  private static void check(MatrixLibrary library, MatrixResult.Mode mode) {
    assertThat(mode.different()).as("verdicts that differ, %s", mode.name()).isEmpty();
    if (library.served("jwks", mode.name())) {
      assertThat(mode.jwks().spared().isAbove(90)).as("JWKS %s", mode).isTrue();
    }
    if (library.served("jwt", mode.name())) {
      assertThat(mode.jwt().isAbove(90)).as("JWT %s", mode).isTrue();
    }
  }

  @Test
  @Order(2)
  void thePageSaysWhatWasFound() throws IOException {
    String page = LibrariesPage.of(results);
    Files.writeString(FOUND, page);
    assumeTrue(wanted.isEmpty() || wanted.equals(List.of("all")), "of a part there is no page");
    if (everything && Boolean.getBoolean("matrix.write")) {
      Files.writeString(PAGE, page);
    }
    List<String> written = Files.readAllLines(PAGE);
    String how = "docs/libraries.md; -Dmatrix=all -Dmatrix.write=true writes it anew";
    if (everything) {
      assertThat(written).as(how).isEqualTo(page.lines().toList());
    } else {
      // Sentences are about all versions of a library, rows and what is woven about one.
      assertThat(written).as(how).containsAll(page.lines().filter(ABOUT_ONE).toList());
    }
  }
}
