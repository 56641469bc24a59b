package dev.latchkey.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs of the machine. */
final class Needed {
  private static final boolean ALL =
      Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));

  private Needed() {}

  /** Returns whether a test that lacks something fails; else it is skipped. */
  static boolean all() {
    return ALL;
  }

  /** Skips the test without a program, unless all tests are required. */
  static void program(Path program, String debianPackage) {
    assumeTrue(ALL || Files.isExecutable(program), debianPackage + " is not installed");
  }
}
