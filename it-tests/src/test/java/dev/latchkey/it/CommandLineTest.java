package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.app.Shapes;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of the jar, and the examples of the README. */
class CommandLineTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir Path home;

  private record Outcome(int exitCode, String output) {}

  private Outcome run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Jdk.CURRENT.tool("java"), "-jar", AppJvm.latchkeyJar().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output);
  }

  @Test
  void acceptsAValidFile() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("good.yaml"), "phases: { jwks: { enabled: true, rollout: 10 } }\n");
    assertThat(run("check-config", file.toString()))
        .isEqualTo(new Outcome(0, file + " is valid\n"));
  }

  @Test
  void showsAllProblemsOfAFileAtOnce() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("bad.yaml"),
            "phases:\n  jkws: {}\n  jwt: { ttl: 1h }\nadmin: { port: x }\n");
    Outcome outcome = run("check-config", file.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output())
        .contains("bad.yaml:2:3", "did you mean 'phases.jwks'?", "bad.yaml:3:", "bad.yaml:4:");
  }

  @Test
  void saysThatAFileIsMissing() throws Exception {
    Outcome outcome = run("check-config", home.resolve("none.yaml").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output()).contains("none.yaml");
  }

  @Test
  void explainsWhatWouldBeWovenAndWhyNot() throws Exception {
    Path classes =
        Path.of(Shapes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path file =
        Files.writeString(
            home.resolve("latchkey.yaml"),
            """
            presets: none
            targets:
              - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
              - { name: greet, layer: other, class: dev.latchkey.it.app.Shapes$Greeter, method: greet }
            """);
    Outcome all = run("explain", "--config", file.toString(), "--class-path", classes.toString());
    assertThat(all.exitCode()).as(all.output()).isEqualTo(1);
    assertThat(all.output())
        .contains("depth: would be woven", "Shapes$Mixed#depth(int)")
        .contains("greet: would not be woven", "use match: subtypes");
    Outcome one =
        run("explain", "--config", file.toString(), "--class-path", classes.toString(), "depth");
    assertThat(one.exitCode()).as(one.output()).isZero();
    assertThat(one.output()).doesNotContain("greet");
  }

  @Test
  void explainsWhatIsWovenInARunningApplication() throws Exception {
    String yaml =
        """
        admin: { port: 0 }
        presets: none
        targets:
          - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
        """;
    try (AppJvm app = AppJvm.on(Jdk.CURRENT, home).config(yaml).start(ShapesApp.class)) {
      String url = app.dashboard().toString();
      assertThat(run("explain", "--url", url))
          .isEqualTo(
              new Outcome(
                  1,
                  "depth: waiting, no class named dev.latchkey.it.app.Shapes$Mixed was loaded yet\n"));
      app.ask("recursion");
      Outcome woven = run("explain", "--url", url);
      assertThat(woven.exitCode()).as(woven.output()).isZero();
      assertThat(woven.output()).contains("depth: woven", "loader app");
    }
  }

  @Test
  void saysWhenNoAgentAnswers() throws Exception {
    Outcome outcome = run("explain", "--url", "http://127.0.0.1:9");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output()).contains("no agent answers at http://127.0.0.1:9");
    assertThat(run("explain", "--config", "latchkey.yaml").exitCode()).isEqualTo(2);
  }

  @Test
  void explainsItself() throws Exception {
    assertThat(run("--help").output()).contains("check-config", "-javaagent");
    assertThat(run("--version").output()).startsWith("latchkey ");
    assertThat(run("chek-config").exitCode()).isEqualTo(2);
  }

  @Test
  void acceptsTheExamplesOfTheReadme() throws Exception {
    Matcher examples = YAML.matcher(Files.readString(Path.of("../README.md")));
    int checked = 0;
    while (examples.find()) {
      Path file = Files.writeString(home.resolve("example.yaml"), examples.group(1));
      assertThat(run("check-config", file.toString()).output()).contains("is valid");
      checked++;
    }
    assertThat(checked).isPositive();
  }
}
