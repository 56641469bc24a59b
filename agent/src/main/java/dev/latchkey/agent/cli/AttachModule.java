package dev.latchkey.agent.cli;

/**
 * Whether this Java has the module that attaches. Apart from {@link AttachApi}, which cannot even
 * be verified without the module's classes. Stateless.
 */
final class AttachModule {
  private AttachModule() {}

  /**
   * Checks that this Java can attach at all.
   *
   * @throws CommandException when it cannot
   */
  static void check() throws CommandException {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new CommandException(
          "LK-4008",
          "the Java of "
              + System.getProperty("java.home")
              + " has no module jdk.attach; run this command with the java of a JDK");
    }
  }
}
