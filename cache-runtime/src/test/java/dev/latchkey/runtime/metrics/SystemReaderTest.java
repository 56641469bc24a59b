package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.operation.ForkedJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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
