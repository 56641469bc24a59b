package dev.latchkey.agent.start;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of the agent's jar. */
public final class Version {
  private Version() {}

  /**
   * Returns the version that the build wrote into the jar; {@code development} outside of a jar.
   */
  public static String text() {
    try (InputStream in = Version.class.getClassLoader().getResourceAsStream("version.txt")) {
      return in == null ? "development" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "unknown";
    }
  }
}
