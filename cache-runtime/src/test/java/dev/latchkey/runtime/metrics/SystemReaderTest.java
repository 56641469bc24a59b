package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.operation.ForkedJvm;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SystemReaderTest {
  @Nested
  class InAnApplicationOfItsOwn {
    @TempDir private Path scratch;

    private String run() throws Exception {
      return ForkedJvm.run(scratch, SystemFiguresProbe.class, "-Xlog:class+load:stdout:tags");
    }

    @Test
    void readsNothingBeforeTheFirstTick() throws Exception {
      String output = run();
      String building = output.substring(0, output.indexOf(SystemFiguresProbe.BUILT));

      assertThat(loaded(building, SystemReader.class.getName())).as("the log is there").isTrue();
      assertThat(building)
          .doesNotContain(
              " java.lang.management.",
              " com.sun.management.",
              " java.util.logging.",
              " java.nio.file.FileSystems ");
      assertThat(output).containsPattern("heap=[1-9]").containsPattern("threads=[1-9]");
      assertThat(output).contains("errors=0");
    }

    @Test
    void createsNoMBeanServerAndNoLogger() throws Exception {
      String output = run();
      String ticking = output.substring(0, output.indexOf(SystemFiguresProbe.TICKED));

      assertThat(loaded(ticking, "java.lang.management.ManagementFactory")).isTrue();
      assertThat(
              List.of(
                  "javax.management.MBeanServerFactory",
                  "javax.management.MBeanServerBuilder",
                  "com.sun.jmx.mbeanserver.JmxMBeanServer",
                  "java.util.logging.Logger"))
          .noneMatch(name -> loaded(ticking, name))
          .as("loaded once the application asks")
          .allMatch(name -> loaded(output, name));
    }

    @Test
    void leavesTheChoicesOfTheApplicationOpen() throws Exception {
      assertThat(run())
          .contains("log manager: " + SystemFiguresProbe.OwnLogManager.class.getName())
          .contains("own builder: true");
    }
  }

  @Test
  void hasNoDifferencesAtTheFirstReading() {
    SystemSummary first = new SystemReader(new AgentErrors()).read();

    assertThat(first.processCpuRatio()).isNaN();
    assertThat(first.gcPauseMillis()).isNaN();
    assertThat(first.heapUsedBytes()).isPositive();
    assertThat(first.heapMaxBytes()).isPositive();
    assertThat(first.threads()).isPositive();
  }

  @Test
  void countsWhatNeverFalls() {
    var reader = new SystemReader(new AgentErrors());
    System.gc();
    SystemSummary.Totals before = reader.read().totals();
    System.gc();
    SystemSummary after = reader.read();

    assertThat(after.totals().allocatedBytes()).isPositive();
    assertThat(after.totals().processCpuSeconds())
        .isGreaterThanOrEqualTo(before.processCpuSeconds());
    assertThat(after.totals().gcPauses()).isGreaterThan(before.gcPauses());
    assertThat(after.totals().gcPauseSeconds()).isGreaterThanOrEqualTo(before.gcPauseSeconds());
    assertThat(after.heapAfterGcBytes()).isPositive().isLessThanOrEqualTo(after.heapMaxBytes());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsOpenFilesAndNetwork() throws IOException {
    var reader = new SystemReader(new AgentErrors());
    double before = reader.read().openFiles();
    try (var one = new FileInputStream("/proc/self/status");
        var another = new FileInputStream("/proc/self/status")) {
      SystemSummary read = reader.read();
      assertThat(one.available() + another.available()).isNotNegative();
      assertThat(read.openFiles()).isGreaterThanOrEqualTo(2).isLessThan(read.maxFiles());
      assertThat(before).isPositive();
      assertThat(read.networkReceivedBytesPerSecond()).isNotNegative();
      assertThat(read.totals().networkSentBytes()).isNotNegative();
    }
  }

  @Test
  void addsUpTheCpuTimeOfTheAgentsThreadsAlone() throws InterruptedException {
    var reader = new SystemReader(new AgentErrors());
    reader.read();
    assertThat(reader.ownCpuSeconds()).isNotNegative();
    double before = reader.ownCpuSeconds();
    var done = new AtomicBoolean();
    var busy = AgentThread.of("busy", () -> burnUntil(done));
    var other = new Thread(() -> burnUntil(done), "application");
    busy.start();
    other.start();
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> reader.read().processCpuRatio() >= 0 && reader.ownCpuSeconds() > before);
    } finally {
      done.set(true);
      busy.join();
      other.join();
    }
    double own = reader.ownCpuSeconds() - before;
    assertThat(own).isLessThan(reader.read().totals().processCpuSeconds());
    double ended = reader.ownCpuSeconds();
    reader.read();
    assertThat(reader.ownCpuSeconds()).as("a thread that ended").isGreaterThanOrEqualTo(ended);
  }

  private static void burnUntil(AtomicBoolean done) {
    while (!done.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tellsTheTimeOfCollectionsSinceTheLastReading() {
    var reader = new SystemReader(new AgentErrors());
    reader.read();
    System.gc();

    assertThat(reader.read().gcPauseMillis()).isNotNegative();
    assertThat(reader.read().processCpuRatio()).isBetween(0.0, 1.0);
  }

  private static boolean loaded(String classLoadLog, String className) {
    return classLoadLog.contains(" " + className + " source:");
  }
}
