package dev.latchkey.runtime;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The layout of this module as rules. */
class ArchitectureTest {
  private static final String ROOT = "dev.latchkey.runtime";

  /**
   * The libraries, each with the packages that may touch it: one, but where two know its subject.
   */
  private static final Map<String, String[]> HOMES =
      Map.of(
          "com.github.benmanes.caffeine..", new String[] {ROOT + ".store.."},
          "org.snakeyaml..", new String[] {ROOT + ".config.."},
          "org.HdrHistogram..", new String[] {ROOT + ".metrics..", ROOT + ".bench.."},
          "org.h2..", new String[] {ROOT + ".history.."},
          "redis.clients..", new String[] {ROOT + ".redis.."});

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void eachLibraryIsImportedWhereItBelongs() {
    HOMES.forEach(
        (library, home) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes));
  }

  /** Somebody may set it while a load or a scan runs; only the names of seconds go by it. */
  @Test
  void whatMeasuresGoesByNoClockOfTheDay() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".bench..", ROOT + ".discovery..")
        .and()
        .doNotHaveSimpleName("Runner")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(classes);
  }

  @Test
  void cachesKnowNothingOfPhases() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".store..", ROOT + ".jwks..", ROOT + ".token..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".rollout..", ROOT + ".metrics..", ROOT + ".audit..")
        .check(classes);
  }

  @Test
  void lowerPackagesKnowNothingOfUpperOnes() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".time..", ROOT + ".operation..", ROOT + ".audit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".metrics..",
            ROOT + ".store..",
            ROOT + ".jwks..",
            ROOT + ".token..",
            ROOT + ".rollout..",
            ROOT + ".config..")
        .check(classes);
  }

  @Test
  void thisModuleKnowsNoWeavingNoServerAndNoTargetLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "net.bytebuddy..",
            "io.undertow..",
            "com.nimbusds..",
            "com.auth0..",
            "io.jsonwebtoken..",
            "org.jose4j..",
            "org.springframework..",
            "org.keycloak..",
            "dev.latchkey.agent..",
            "dev.latchkey.dashboard..")
        .check(classes);
  }

  @Test
  void loggingIsLeftToTheApplication() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.System$Logger")
        .check(classes);
  }

  @Test
  @DisplayName("G-9 no field is a java.net.URL, or a map or set of them")
  void noUrlIsKept() {
    noFields()
        .should(
            have(
                describe(
                    "java.net.URL in their type",
                    (JavaField field) ->
                        field.getType().getAllInvolvedRawTypes().stream()
                            .anyMatch(type -> type.isEquivalentTo(java.net.URL.class)))))
        .check(classes);
  }

  @Test
  @DisplayName("R-5 nothing reads serialized objects")
  void noObjectStreams() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.io.ObjectInputStream.class)
        .check(classes);
  }

  @Test
  void nothingRunsOnTheCommonPool() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.ForkJoinPool.class)
        .check(classes);
  }
}
