package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.time.Ticker;
import java.lang.management.ManagementFactory;
import java.util.logging.LogManager;
import javax.management.MBeanServerBuilder;

/**
 * Plays an application with the agent: metrics are built before its main method and tick inside it;
 * then it chooses a log manager and an MBean server builder and prints what it got.
 */
public final class SystemFiguresProbe {
  static final String BUILT = "--- built";
  static final String TICKED = "--- ticked";

  private static volatile boolean ownBuilder;

  private SystemFiguresProbe() {}

  /** Printed as the log manager in force when the choice was still open. */
  public static final class OwnLogManager extends LogManager {}

  /** Notes that it was asked for when the choice was still open. */
  public static final class OwnServerBuilder extends MBeanServerBuilder {
    public OwnServerBuilder() {
      ownBuilder = true;
    }
  }

  public static void main(String[] args) {
    var metrics = new Metrics(Ticker.system(), 10);
    System.out.println(BUILT);
    metrics.tick();
    metrics.tick();
    System.out.println(TICKED);
    SystemSummary system = metrics.summary().system();
    System.out.println("heap=" + system.heapUsedBytes() + " threads=" + system.threads());
    System.out.println("errors=" + metrics.errors().total());

    System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
    System.out.println("log manager: " + LogManager.getLogManager().getClass().getName());
    System.setProperty("javax.management.builder.initial", OwnServerBuilder.class.getName());
    ManagementFactory.getPlatformMBeanServer();
    System.out.println("own builder: " + ownBuilder);
  }
}
