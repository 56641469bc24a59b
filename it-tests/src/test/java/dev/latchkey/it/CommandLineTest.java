package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.it.app.Shapes;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of the jar, and the examples of the README. */
class CommandLineTest {
  private static final Pattern CONSOLE =
      Pattern.compile(
          "```console\n\\$ java -jar latchkey\\.jar ([^\n]*)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static final String BOLD = "\u001b[1m";

  @TempDir Path home;

  private Cli.Outcome run(String... arguments) {
    return Cli.run(home, arguments);
  }

  @Test
  void acceptsAValidFile() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("good.yaml"), "phases: { jwks: { enabled: true, rollout: 10 } }\n");
    assertThat(run("check-config", file.toString()))
        .isEqualTo(new Cli.Outcome(0, file + " is valid\n", ""));
  }

  @Test
  void showsAllProblemsOfAFileAtOnce() throws Exception {
    Path file =
        Files.writeString(
            home.resolve("bad.yaml"),
            "phases:\n  jkws: {}\n  jwt: { ttl: 1h }\nadmin: { port: x }\n");
    Cli.Outcome outcome = run("check-config", file.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("bad.yaml:2:3", "did you mean 'phases.jwks'?", "bad.yaml:3:", "bad.yaml:4:");
  }

  @Test
  void saysThatAFileIsMissing() throws Exception {
    Cli.Outcome outcome = run("check-config", home.resolve("none.yaml").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("none.yaml");
  }

  /** What a person reads, to the letter. */
  @Test
  void showsProblemsInWordsThatMendThem() throws Exception {
    Files.writeString(
        home.resolve("latchkey.yaml"),
        """
        admin: { port: 99999 }
        phases:
          jkws: {}
          jwt: { ttl: 1h, tier: fulll }
        targets:
          - { name: check, layer: jtw, class: com.acme.Tokens, method: check, key: [arg0.] }
        """);
    assertThat(run("check-config", "latchkey.yaml"))
        .isEqualTo(
            new Cli.Outcome(
                2,
                "",
                """
                LK-1104 latchkey.yaml:1:16 admin.port is 99999, allowed is 0 to 65535; choose a value in that range
                LK-1107 latchkey.yaml:3:3 unknown key 'phases.jkws'; did you mean 'phases.jwks'?
                LK-1104 latchkey.yaml:4:15 phases.jwt.ttl is 1h, allowed is 2m to 5m; choose a value in that range
                LK-1108 latchkey.yaml:4:25 phases.jwt.tier is fulll, expected signature or full; did you mean 'full'?
                LK-1108 latchkey.yaml:6:27 targets[0].layer is jtw, expected auth, jwks, jwt, session, db, crypto or other; did you mean 'jwt'?
                LK-1112 latchkey.yaml:6:82 targets[0].key[0] is arg0., a step names a property, a method() or a #field
                """));
  }

  @Test
  void namesThePresetsThatThereAre() throws Exception {
    Files.writeString(home.resolve("latchkey.yaml"), "presets: [nimbus]\n");
    Cli.Outcome outcome = run("check-config", "latchkey.yaml");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.errors()).contains("LK-2006", "nimbus-jose-jwt");
  }

  @Test
  void describesEveryCommandAndItsExitCodes() throws Exception {
    String help = run("--help").output();
    for (String command :
        List.of(
            "ps",
            "attach",
            "detach",
            "check-config",
            "explain",
            "status",
            "phases",
            "off",
            "caches",
            "history",
            "alerts",
            "events",
            "audit",
            "db",
            "open",
            "token",
            "bench",
            "baseline",
            "bundle",
            "view",
            "completion")) {
      assertThat(help).contains("  " + command);
      Cli.Outcome outcome = run(command, "--help");
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.output())
          .contains("Usage: latchkey " + command, "Exit codes:", "  0 ", "  2 ");
    }
  }

  /** Ctrl-C and the end of a job are the same to a JVM, but a job's shell may ignore the former. */
  @Test
  void aLoadThatIsStoppedKeepsWhatItMeasured() throws Exception {
    AtomicInteger served = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          served.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    Path results = home.resolve("results");
    Files.writeString(home.resolve("tokens.txt"), "a.b.c\n");
    Process load =
        Cli.start(
            home,
            "bench",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/",
            "--tokens=tokens.txt",
            "--scenarios=sustained",
            "--capacity=200",
            "--warm-up=0s",
            "--out=" + results);
    try {
      await().until(() -> served.get() > 200);
      load.destroy();
      assertThat(load.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      load.destroyForcibly();
      server.stop(0);
    }
    assertThat(load.exitValue()).as("as of any process that was stopped").isEqualTo(128 + 15);
    assertThat(results.resolve("result.json"))
        .content()
        .contains("it was interrupted", "\"partial\"");
    assertThat(results.resolve("report.md")).content().contains("These are partial results");
    assertThat(results.resolve("seconds.hlog")).isNotEmptyFile();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }

  @Test
  void saysThatAJreCannotAttach() throws Exception {
    for (String[] command : new String[][] {{"ps"}, {"attach", "1"}, {"detach", "1"}}) {
      Cli.Outcome outcome =
          Cli.run(
              home, List.of("--limit-modules", "java.base,java.logging,java.instrument"), command);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors()).startsWith("LK-4008").hasLineCount(1);
    }
  }

  @Test
  @DisplayName("LK-4004 a JVM of another user is left alone, and the line says whose it is")
  void saysWhoseProcessItIs() throws Exception {
    assumeThat(System.getProperty("user.name")).as("only root can be two users").isEqualTo("root");
    Path jar = Files.createTempFile("latchkey-", ".jar");
    try (AppJvm app = AppJvm.on(Jdk.CURRENT, home).withoutAgent().start(ShapesApp.class)) {
      Files.copy(AppJvm.latchkeyJar(), jar, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
      String pid = String.valueOf(app.pid());
      Process other =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  Jdk.CURRENT.tool("java"),
                  "-jar",
                  jar.toString(),
                  "attach",
                  pid)
              .directory(jar.getParent().toFile())
              .start();
      String errors = new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(other.waitFor()).as(errors).isEqualTo(3);
      assertThat(errors)
          .startsWith("LK-4004 process " + pid + " belongs to root")
          .contains("sudo -u root")
          .hasLineCount(1);
      assertThat(app.ask("recursion")).isEqualTo("5");
    } finally {
      Files.delete(jar);
    }
  }

  @Test
  @DisplayName("LK-4005 a process of a container is left alone, and the line says where to attach")
  void saysThatTheProcessIsInAContainer() throws Exception {
    Process container = new ProcessBuilder("unshare", "--pid", "--fork", "sleep", "60").start();
    try {
      Awaitility.await()
          .until(() -> container.children().findAny().isPresent() || !container.isAlive());
      assumeThat(container.isAlive()).as("needs the right to make a namespace").isTrue();
      ProcessHandle inside = container.children().findAny().orElseThrow();
      Cli.Outcome outcome = run("attach", String.valueOf(inside.pid()));
      assertThat(outcome.exitCode()).isEqualTo(3);
      assertThat(outcome.errors())
          .startsWith("LK-4005 process " + inside.pid() + " runs in a container")
          .hasLineCount(1);
      assertThat(inside.isAlive()).isTrue();
      inside.destroyForcibly();
    } finally {
      container.destroyForcibly();
    }
  }

  /** Each line of an example has to begin as the real answer does. */
  @Test
  void answersAsItsPageSays() throws Exception {
    Files.writeString(home.resolve("latchkey.yaml"), "admin: { port: 0 }\n");
    String page = Files.readString(Path.of("../docs/command-line.md"));
    String classes = Shapes.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home).classPath(classes).withoutAgent().start(ShapesApp.class)) {
      app.ask("recursion");
      Matcher examples = CONSOLE.matcher(page);
      int run = 0;
      while (examples.find()) {
        String pid = String.valueOf(app.pid());
        Cli.Outcome outcome = run(examples.group(1).replace("4711", pid).split(" ", -1));
        assertThat(outcome.exitCode()).as(examples.group()).isZero();
        for (String line : examples.group(2).lines().toList()) {
          String first = firstWord(line).replace("4711", pid);
          assertThat(outcome.output().lines())
              .as(line)
              .anyMatch(answer -> isTime(first) || firstWord(answer).equals(first));
        }
        run++;
      }
      assertThat(run).isEqualTo(15);
    }
  }

  private static String firstWord(String line) {
    return line.split("[ \t]", 2)[0];
  }

  private static boolean isTime(String word) {
    return word.matches("\\d{4}-\\d\\d-\\d\\dT.*");
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
    Cli.Outcome all =
        run("explain", "--config", file.toString(), "--class-path", classes.toString());
    assertThat(all.exitCode()).as(all.output()).isEqualTo(1);
    assertThat(all.output())
        .contains("depth: would be woven", "Shapes$Mixed#depth(int)")
        .contains("greet: would not be woven", "use match: subtypes");
    Cli.Outcome one =
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
              new Cli.Outcome(
                  1,
                  "depth: waiting, no class named dev.latchkey.it.app.Shapes$Mixed was loaded"
                      + " yet\n",
                  ""));
      app.ask("recursion");
      Cli.Outcome woven = run("explain", "--url", url);
      assertThat(woven.exitCode()).as(woven.output()).isZero();
      assertThat(woven.output()).contains("depth: woven", "loader app");
      assertThat(run("explain", String.valueOf(app.pid()), "depth")).isEqualTo(woven);
      assertThat(run("explain", "--pid", String.valueOf(app.pid()))).isEqualTo(woven);
      assertThat(statusOnTerminal(url, Map.of("TERM", "xterm"))).contains("verdict   " + BOLD);
      assertThat(statusOnTerminal(url, Map.of("TERM", "xterm", "NO_COLOR", "1")))
          .contains("verdict   NO DATA");
      assertThat(statusOnTerminal(url, Map.of("TERM", "dumb"))).contains("verdict   NO DATA");
    }
  }

  @Test
  void whoWantsNoColourIsToldWhatIsWaitedForAllTheSame() throws Exception {
    HttpServer slow = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    CountDownLatch told = new CountDownLatch(1);
    slow.createContext(
        "/",
        exchange -> {
          try {
            // Nothing of the command can be seen from here: it is told after a second.
            told.await(1_500, TimeUnit.MILLISECONDS);
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    slow.start();
    try {
      String url = "http://127.0.0.1:" + slow.getAddress().getPort() + "/";
      Map<String, String> variables = Map.of("TERM", "xterm", "NO_COLOR", "1");
      assertThat(Cli.onTerminal(home, variables, "phases", "--url", url))
          .contains("waiting for " + url + " ... 1 s")
          .doesNotContain("\u001b");
    } finally {
      told.countDown();
      slow.stop(0);
    }
  }

  private String statusOnTerminal(String url, Map<String, String> variables) throws Exception {
    return Cli.onTerminal(home, variables, "status", "--url", url);
  }

  @Test
  void saysWhenNoAgentAnswers() throws Exception {
    Cli.Outcome outcome = run("explain", "--url", "http://127.0.0.1:9");
    assertThat(outcome.exitCode()).isEqualTo(5);
    assertThat(outcome.errors()).contains("no agent answers at http://127.0.0.1:9");
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
