package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.demo.RolloutSettings.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutSettingsTest {
  private final Properties properties = new Properties();

  @Test
  void showsNoRolloutUnlessAsked() {
    assertThat(RolloutSettings.of(properties))
        .isEqualTo(new RolloutSettings(Kind.NONE, List.of(), 50, Duration.ofSeconds(600)));
  }

  @Test
  void takesEveryProperty() {
    properties.setProperty("demo.rollout", "jwt, jwks");
    properties.setProperty("demo.rollout.rate", "70");
    properties.setProperty("demo.step", "90");

    assertThat(RolloutSettings.of(properties))
        .isEqualTo(
            new RolloutSettings(Kind.WALK, List.of("jwt", "jwks"), 70, Duration.ofSeconds(90)));
  }

  @Test
  void showsARegression() {
    properties.setProperty("demo.regress", "true");

    assertThat(RolloutSettings.of(properties).kind()).isEqualTo(Kind.REGRESSION);
  }

  @Test
  void showsOneOfTheTwo() {
    properties.setProperty("demo.rollout", "true");
    properties.setProperty("demo.regress", "true");

    assertThatThrownBy(() -> RolloutSettings.of(properties))
        .isInstanceOf(DemoException.class)
        .hasMessage("-Ddemo.rollout and -Ddemo.regress are two shows; ask for one of them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jwt", "yes", "TRUE"})
  void refusesARegressionThatIsNeitherYesNorNo(String text) {
    properties.setProperty("demo.regress", text);

    assertThatThrownBy(() -> RolloutSettings.of(properties))
        .isInstanceOf(DemoException.class)
        .hasMessage("-Ddemo.regress is " + text + ", allowed is true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jwks,", ",", "jwks,,jwt"})
  void refusesPhasesWithoutAName(String text) {
    properties.setProperty("demo.rollout", text);

    assertThatThrownBy(() -> RolloutSettings.of(properties))
        .isInstanceOf(DemoException.class)
        .hasMessage(
            "-Ddemo.rollout is "
                + text
                + ", allowed is true, false, or phases with commas between, such as jwks,jwt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "86401", "5m"})
  void refusesAStepOutOfRange(String step) {
    properties.setProperty("demo.step", step);

    assertThatThrownBy(() -> RolloutSettings.of(properties))
        .isInstanceOf(DemoException.class)
        .hasMessage("-Ddemo.step is " + step + ", allowed is a whole number from 15 to 86400");
  }

  @Test
  void walksTheChosenPhasesInTheOrderOfTheAgent() {
    properties.setProperty("demo.rollout", "pool,jwks");

    assertThat(RolloutSettings.of(properties).chosen(List.of("jwks", "jwt", "pool")))
        .containsExactly("jwks", "pool");
  }

  @Test
  void walksEveryPhaseWhenNoneIsNamed() {
    properties.setProperty("demo.rollout", "true");

    assertThat(RolloutSettings.of(properties).chosen(List.of("jwks", "jwt")))
        .containsExactly("jwks", "jwt");
  }

  @Test
  void saysWhichPhasesThereAre() {
    properties.setProperty("demo.rollout", "jkws");

    assertThatThrownBy(() -> RolloutSettings.of(properties).chosen(List.of("jwks", "jwt")))
        .isInstanceOf(DemoException.class)
        .hasMessage("-Ddemo.rollout names jkws, available is jwks, jwt");
  }
}
