package dev.latchkey.agent.start;

import javax.management.MBeanServer;

/**
 * Stands in for {@code java.lang.management.ManagementFactory} inside XNIO, JBoss Threads and
 * WildFly Common; the build redirects them here. The real factory would create the platform MBean
 * server, and with it the log manager, before the application could choose its own. All three
 * libraries take this exception as "no management here".
 */
public final class ManagementShim {
  private ManagementShim() {}

  /**
   * Refuses.
   *
   * @throws SecurityException always
   */
  @SuppressWarnings("DoNotCallSuggester") // its callers are compiled already
  public static MBeanServer getPlatformMBeanServer() {
    throw new SecurityException("the agent registers no MBeans");
  }
}
