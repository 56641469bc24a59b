package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages under docs say what the reader does. */
class DocumentationTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern KEY_ROW = Pattern.compile("(?m)^\\| `([a-z][a-z0-9.\\[\\]-]+)` \\|");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");

  @Test
  void listsEveryKeyAndNoOther() throws IOException {
    Set<String> known =
        new LinkedHashSet<>(
            ConfigReader.knownKeys(Files.readString(DOCS.resolve("latchkey.yaml"))));

    assertThat(groups(KEY_ROW, "configuration.md")).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void showsExamplesThatAreValid() throws IOException {
    List<String> examples = groups(YAML, "configuration.md");
    examples.addAll(groups(YAML, "alerts.md"));

    assertThat(examples)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            yaml -> assertThat(ConfigReader.read(yaml, "f", Map.of()).problems()).isEmpty());
  }

  @Test
  void hasAValidSampleFileWithEveryKeyInIt() {
    ConfigResult result = ConfigReader.readFile(new File(DOCS.toFile(), "latchkey.yaml"), Map.of());

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().orElseThrow().settings())
        .allMatch(setting -> setting.source() == Setting.Source.FILE);
  }

  @Test
  void statesTheDefaultOfEverySetting() throws IOException {
    String page = Files.readString(DOCS.resolve("configuration.md"));
    LatchkeyConfig config =
        ConfigReader.read("", "f", Map.of("HOME", "${HOME}")).config().orElseThrow();

    assertThat(config.settings())
        .filteredOn(setting -> !setting.value().equals("0"))
        .allSatisfy(
            setting ->
                assertThat(page)
                    .containsPattern(
                        "\\| `"
                            + Pattern.quote(setting.key())
                            + "` \\| [^|]+ \\| `"
                            + Pattern.quote(setting.value())
                            + "` \\|"));
  }

  @Test
  void listsEveryProblemAsTheCatalogueHasIt() throws IOException {
    List<String> rows =
        Arrays.stream(ProblemKind.values())
            .map(kind -> "| `" + kind.id() + "` | " + kind.title() + " | " + kind.remedy() + " |")
            .toList();

    assertThat(Files.readAllLines(DOCS.resolve("problems.md")))
        .filteredOn(line -> line.startsWith("| `LK-11"))
        .containsExactlyElementsOf(rows);
    assertThat(rows).doesNotHaveDuplicates();
  }

  @Test
  void explainsEachLineOfTheLogOnce() throws IOException {
    List<String> ids =
        Files.readAllLines(DOCS.resolve("problems.md")).stream()
            .filter(line -> line.startsWith("| `LK-"))
            .map(line -> line.substring(0, line.indexOf(" |", 3)))
            .toList();

    assertThat(ids).hasSizeGreaterThan(20).doesNotHaveDuplicates();
  }

  /** The contract's own example, with the values that the safety rules made stricter. */
  @Test
  void readsTheExampleThatTheProductPromises() {
    String yaml =
        """
        admin:
          host: 127.0.0.1            # anything but loopback needs a token and is refused without one
          port: 7171
          token-file: ${HOME}/.latchkey/token
        presets: auto
        targets:
          - name: validate-token
            layer: jwt
            class: com.acme.auth.TokenService
            method: validate(java.lang.String)
            match: exact
            key: [arg0]
            ttl: 3m
            expires-at: result.expiresAt
          - name: load-user
            layer: session
            class: com.acme.users.UserRepository
            method: findBySubject
            key: [arg0]
            invalidated-by:
              - { class: com.acme.users.UserRepository, method: update, key: [arg0.subject] }
              - { sql-table: users }
        phases:
          jwks:       { enabled: false, rollout: 100, ttl: 10m, refresh-ahead: 2m, stale-if-error: 1h, max-entries: 200 }
          jwt:        { enabled: false, rollout: 100, ttl: 3m, tier: signature, max-entries: 50000 }
          session:    { enabled: false, rollout: 100, ttl: 20m, store: memory, accept-staleness: true }
          pool:       { enabled: false, rollout: 100, engine: recycler, reset: full, max-idle: 64, max-lifetime: 10m }
          integrated: { enabled: false, rollout: 100 }
        guard:   { max-regression: 10%, steps: [10, 50, 100], min-step: 5m }
        history: { dir: "${HOME}/.latchkey/history", retain: 30d }
        alerts:
          - { name: slow-auth, when: "auth.p95 > 500ms for 2m", severity: warning }
        """;

    assertThat(ConfigReader.read(yaml, "f", Map.of()).problems()).isEmpty();
  }

  private static List<String> groups(Pattern pattern, String page) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(Files.readString(DOCS.resolve(page)));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
