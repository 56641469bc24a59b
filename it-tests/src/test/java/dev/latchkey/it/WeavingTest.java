package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets named in YAML, woven into methods of every shape; the application must not notice. */
@ParameterizedClass
@MethodSource("jdks")
class WeavingTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: greet, layer: other, class: dev.latchkey.it.app.Shapes$Greeter, method: greet, match: subtypes }
        - { name: greet-twice, layer: other, class: dev.latchkey.it.app.Shapes$Greeter, method: greetTwice }
        - { name: greet-abstract, layer: other, class: dev.latchkey.it.app.Shapes$Greeter, method: greet }
        - { name: bridged, layer: other, class: dev.latchkey.it.app.Shapes$Bridged, method: get }
        - { name: over-all, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: over }
        - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth(int) }
        - { name: sum, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: 'sum(int, long, double)' }
        - { name: fail, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: fail }
        - { name: fixed, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: 'fixed(byte[], java.lang.String[])' }
        - { name: wrong-types, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth(long) }
        - { name: wrong-name, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: dept }
        - { name: wrong-class, layer: other, class: dev.latchkey.it.app.Missing, method: any }
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @BeforeEach
  void start() {
    app = AppJvm.on(jdk, home).options("-Xverify:all").config(CONFIG).start(ShapesApp.class);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @ParameterizedTest
  @CsvSource({
    "super, dear hello ada, greet",
    "default, hello ada hello ada, greet-twice",
    "proxy, hello ada, greet",
    "bridge, bridged, bridged",
    "overload, x, over-all",
    "recursion, 5, depth",
    "primitives, 6, sum",
    "failure, expected at fail, fail",
    "static, 3words, fixed"
  })
  void countsTheOutermostCallOnceAndChangesNoResult(String command, String answer, String target) {
    assertThat(app.ask(command)).isEqualTo(answer);
    assertThat(app.target(target).get("calls").asLong()).isEqualTo(1);
  }

  @Test
  void countsEveryCallThatIsNotNested() {
    app.ask("default");
    assertThat(app.target("greet").get("calls").asLong()).isEqualTo(2);
  }

  @Test
  void leavesLambdasAlone() {
    assertThat(app.ask("lambda")).isEqualTo("lambda ada");
    assertThat(app.target("greet").get("calls").asLong()).isZero();
  }

  @Test
  @DisplayName(
      "A-5 what the application throws arrives as it is and counts as the application's error")
  void countsWhatTheApplicationThrowsAsTheApplicationsError() {
    assertThat(app.ask("failure")).isEqualTo("expected at fail");
    assertThat(app.target("fail").get("errors").asLong()).isEqualTo(1);
  }

  @Test
  void saysWhyATargetMatchesNothing() {
    app.ask("recursion");
    app.ask("default");
    assertThat(reason("wrong-types", "unmatched")).contains("depth(int)", "depth(long)");
    assertThat(reason("wrong-name", "unmatched")).contains("no method 'dept'");
    assertThat(reason("wrong-class", "waiting")).contains("dev.latchkey.it.app.Missing");
    assertThat(reason("greet-abstract", "unmatched")).contains("match: subtypes");
  }

  private String reason(String target, String state) {
    JsonNode found = app.target(target);
    assertThat(found.get("state").asText()).isEqualTo(state);
    return found.get("reason").asText();
  }
}
