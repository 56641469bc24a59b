package dev.latchkey.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.latchkey.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule byteBuddyStaysInWeaving =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.latchkey.agent.weave")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..");

  @ArchTest
  static final ArchRule picocliStaysInTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.latchkey.agent.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule undertowStaysInTheDashboard =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.latchkey.dashboard..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "org.xnio..");

  @ArchTest
  static final ArchRule theEntryKnowsNothingOfTheRest =
      noClasses()
          .that()
          .resideInAPackage("dev.latchkey.agent")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.latchkey.agent.(*)..", "dev.latchkey.runtime..", "dev.latchkey.dashboard..");

  @ArchTest
  static final ArchRule theGateKnowsTheJdkAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.latchkey.agent.gate")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java.lang..", "dev.latchkey.agent.gate", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule nothingLogsThroughTheJdk =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  private static final String USED_AFTER_MAIN_BEGAN =
      "dev\\.latchkey\\.runtime\\.(guard\\.RolloutFile|history\\.Shelves(\\$.*)?|alert\\.Post|bench\\.BenchProcess)";

  @ArchTest
  static final ArchRule theStartLeavesFileSystemsAlone =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.latchkey.agent",
              "dev.latchkey.agent.start",
              "dev.latchkey.agent.handler",
              "dev.latchkey.agent.weave",
              "dev.latchkey.agent.preset",
              "dev.latchkey.runtime..")
          .and()
          .haveNameNotMatching(USED_AFTER_MAIN_BEGAN)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.nio.file..");
}
