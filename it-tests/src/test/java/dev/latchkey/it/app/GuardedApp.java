package dev.latchkey.it.app;

/** Installs a security manager in {@code main}, as application servers did, and authenticates. */
public final class GuardedApp {
  private GuardedApp() {}

  /** Takes the key set's address. */
  @SuppressWarnings("removal")
  public static void main(String[] arguments) throws Exception {
    if (System.getSecurityManager() == null) {
      System.setSecurityManager(new SecurityManager());
    }
    NaiveAuthApp.main(arguments);
  }
}
