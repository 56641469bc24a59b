package dev.latchkey.agent.start;

import java.util.List;

/**
 * The modules of the JDK that the agent uses. A JVM that was started on a module of its own, or
 * linked for it (JEP 282), has those that the application asked for and no other. Stateless.
 */
final class JdkModules {
  private static final List<String> USED =
      List.of(
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.sasl",
          "java.sql",
          "jdk.management",
          "jdk.unsupported");

  private JdkModules() {}

  /** Returns those that this JVM runs without, in the order of their names. */
  static List<String> missing() {
    return USED.stream().filter(name -> ModuleLayer.boot().findModule(name).isEmpty()).toList();
  }
}
