package dev.latchkey.dashboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The layout of this module as rules. */
class ArchitectureTest {
  private static final String ROOT = "dev.latchkey.dashboard";

  /** This module's classes and, for rules that hold beyond it, those that it is built upon. */
  private static JavaClasses classes;

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.latchkey");
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
  void theServerLibraryIsKnownHereOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(all);
  }

  @Test
  void endpointsKnowNoServerLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".http..", ROOT + ".endpoint..", ROOT + ".log..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(classes);
  }

  @Test
  void loggingIsLeftToTheApplication() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .check(classes);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(classes);
  }

  @Test
  void nothingKnowsTheWeavingOrItsTargets() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("net.bytebuddy..", "dev.latchkey.agent..", "com.nimbusds..")
        .check(classes);
  }

  @Test
  void nothingReadsSerializedObjectsOrRunsOnTheCommonPool() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ForkJoinPool.class)
        .check(classes);
  }
}
