package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoSettingsTest {
  private final Properties properties = new Properties();

  @Test
  void hasDefaults() {
    assertThat(DemoSettings.of(properties))
        .isEqualTo(
            new DemoSettings(
                false,
                10,
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ZERO));
  }

  @Test
  void takesEveryProperty() {
    properties.setProperty("demo.exit", "true");
    properties.setProperty("demo.rate", "7");
    properties.setProperty("demo.warmup", "1");
    properties.setProperty("demo.settle", "2");
    properties.setProperty("demo.seconds", "3");
    properties.setProperty("demo.toggle", "4");

    assertThat(DemoSettings.of(properties))
        .isEqualTo(
            new DemoSettings(
                true,
                7,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10001", "fast", ""})
  void refusesARateOutOfRange(String rate) {
    properties.setProperty("demo.rate", rate);

    assertThatThrownBy(() -> DemoSettings.of(properties))
        .isInstanceOf(DemoException.class)
        .hasMessage("-Ddemo.rate is " + rate + ", allowed is a whole number from 1 to 10000");
  }

  @Test
  void namesTheFolderOfPlansThatTheConfigurationNames() throws Exception {
    assertThat(Files.readString(DemoSettings.AGENT_CONFIGURATION))
        .contains("\n  dir: " + DemoSettings.HISTORY.toString().replace('\\', '/') + "\n");
  }

  @Test
  void namesTheTokenFileThatTheConfigurationNames() throws Exception {
    assertThat(Files.readString(DemoSettings.AGENT_CONFIGURATION))
        .contains("token-file: " + DemoSettings.TOKEN.toString().replace('\\', '/') + "\n");
  }
}
