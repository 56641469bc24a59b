package dev.latchkey.dashboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.latchkey.dashboard.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_SERVER_ACCESS_AND_LIVE_KNOW_UNDERTOW =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.latchkey.dashboard.server..",
              "dev.latchkey.dashboard.access..",
              "dev.latchkey.dashboard.live..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "org.xnio..");

  @ArchTest
  static final ArchRule THE_RUNTIME_DOES_NOT_KNOW_THE_DASHBOARD =
      noClasses()
          .that()
          .resideInAPackage("dev.latchkey.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.latchkey.dashboard..");

  @ArchTest
  static final ArchRule NO_STATIC_STATE_CAN_CHANGE =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.latchkey.dashboard..")
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule NOTHING_LOGS_THROUGH_JAVA_UTIL_LOGGING =
      noClasses()
          .that()
          .resideInAPackage("dev.latchkey.dashboard..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.util.logging..", "java.lang.management..", "javax.management..");
}
