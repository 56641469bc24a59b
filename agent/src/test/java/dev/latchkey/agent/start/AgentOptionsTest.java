package dev.latchkey.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentOptionsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LATCHKEY_CONFIG", "from-environment.yaml");

  @AfterEach
  void clear() {
    System.clearProperty("latchkey.config");
  }

  @Test
  void needsNothing() {
    assertThat(AgentOptions.parse("", Map.of()).configFile()).isEmpty();
  }

  @Test
  void prefersTheOptionToThePropertyToTheEnvironment() {
    assertThat(AgentOptions.parse("", ENVIRONMENT).configFile()).contains("from-environment.yaml");
    System.setProperty("latchkey.config", "from-property.yaml");
    assertThat(AgentOptions.parse("", ENVIRONMENT).configFile()).contains("from-property.yaml");
    assertThat(AgentOptions.parse("config=from-option.yaml", ENVIRONMENT).configFile())
        .contains("from-option.yaml");
  }

  @Test
  void takesWhatTheCommandLineSends() {
    AgentOptions attach =
        AgentOptions.parse("version=1.0,config=/a/b.yaml,report=/tmp/r", Map.of());
    assertThat(attach)
        .isEqualTo(
            new AgentOptions(
                Optional.of("/a/b.yaml"),
                "option",
                Optional.of("/tmp/r"),
                Optional.of("1.0"),
                false));
    assertThat(AgentOptions.parse("detach,report=/tmp/r", Map.of()).detach()).isTrue();
    assertThat(AgentOptions.parse(",report=/tmp/r", Map.of()).configFile()).isEmpty();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> AgentOptions.parse("confg=x", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'confg'")
        .hasMessageContaining("config=FILE");
  }

  @Test
  void leavesArgumentsOutOfTheApplicationsName() {
    assertThat(JvmInfo.application("/srv/app/orders.jar --password=hunter2"))
        .isEqualTo("orders.jar");
    assertThat(JvmInfo.application("com.acme.Main secret")).isEqualTo("com.acme.Main");
    assertThat(JvmInfo.application("")).isEqualTo("unknown");
  }
}
