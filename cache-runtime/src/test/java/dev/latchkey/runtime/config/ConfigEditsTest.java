package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.config.ConfigEdits.Change;
import dev.latchkey.runtime.config.ConfigEdits.Edit;
import dev.latchkey.runtime.config.ConfigEdits.Line;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigEditsTest {
  private static final String ROLLOUT = "phases.jwt.rollout";

  /** Phase jwt was switched by alice: on, for half of the subjects. */
  private static ConfigEdits edits(String started) {
    LatchkeyConfig config = ConfigReader.read(started, "f.yaml", Map.of()).config().orElseThrow();
    var alice = new PhaseState(Phase.JWT, true, true, false, 50, 2, Instant.EPOCH, "alice");
    return new ConfigEdits(
        "f.yaml",
        Map.of("SHARE", "100"),
        new EffectiveConfig(
            EffectiveConfig.Origin.NONE, config, () -> config, () -> List.of(alice)));
  }

  private static Edit persisted(String text) throws ConfigRefusedException {
    return edits("").persist(text.getBytes(StandardCharsets.UTF_8), List.of(ROLLOUT));
  }

  @Test
  void keepsEveryOtherCharacterOfTheDocumentedFile() throws Exception {
    String text = Files.readString(new File("../docs/latchkey.yaml").toPath());
    Edit edit = edits("").persist(text.getBytes(StandardCharsets.UTF_8), List.of(ROLLOUT));
    int jwt = text.indexOf("\n  jwt:\n");
    String expected =
        text.substring(0, jwt)
            + text.substring(jwt)
                .replaceFirst("enabled: false", "enabled: true")
                .replaceFirst("rollout: 100", "rollout: 50");
    assertThat(edit.text()).isEqualTo(expected);
    assertThat(edit.settled()).containsExactly(Phase.JWT);
    assertThat(edit.changes())
        .containsExactly(
            new Change("phases.jwt.enabled", "false", "true"), new Change(ROLLOUT, "100", "50"));
    assertThat(edit.lines())
        .extracting(Line::after)
        .containsExactly("    enabled: true", "    rollout: 50");
    long line = text.substring(0, jwt).lines().count() + 2;
    assertThat(edit.lines().get(0))
        .isEqualTo(new Line((int) line, "    enabled: false", "    enabled: true"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|phases: { jwt: { enabled: true } }\\nphases",
        "phases: {}|phases: { jwt: { enabled: true, rollout: 50 } }",
        "phases:|phases: { jwt: { enabled: true, rollout: 50 } }",
        "phases: # later|phases: { jwt: { enabled: true, rollout: 50 } } # later",
        "presets: none # no comment\\n|presets: none # no comment\\nphases: { jwt: { enabled: true, rollout: 50 } }\\n",
        "presets: none|presets: none\\nphases: { jwt: { enabled: true, rollout: 50 } }\\n",
        "{presets: none}|{presets: none, phases: { jwt: { enabled: true, rollout: 50 } }}",
        "phases:\\n  # keys\\n  jwks: { ttl: 6m }\\n|phases:\\n  jwt: { enabled: true, rollout: 50 }\\n  # keys\\n  jwks: { ttl: 6m }\\n",
        "phases:\\n  jwt: { ttl: 4m, }\\n|phases:\\n  jwt: { ttl: 4m, enabled: true, rollout: 50, }\\n",
        "phases:\\n    jwt:\\n      ttl: 4m  # life\\n      # end\\nguard: {}\\n|phases:\\n    jwt:\\n      ttl: 4m  # life\\n      enabled: true\\n      rollout: 50\\n      # end\\nguard: {}\\n",
        "phases:\\r\\n  jwt:\\r\\n    rollout: 100 # é😀\\r\\n|phases:\\r\\n  jwt:\\r\\n    rollout: 50 # é😀\\r\\n    enabled: true\\r\\n",
        "# 😀😀\\nphases: { jwt: { rollout: '100', enabled: \"false\" } }|# 😀😀\\nphases: { jwt: { rollout: 50, enabled: true } }",
        "phases: { jwt: { shadow: true } }|phases: { jwt: { shadow: false, enabled: true, rollout: 50 } }"
      })
  void findsThePlace(String before, String after) throws Exception {
    String text = before.replace("\\n", "\n").replace("\\r", "\r");
    Edit edit = persisted(text);
    String wanted = after.replace("\\n", "\n").replace("\\r", "\r");
    if (text.isEmpty()) {
      wanted = "phases: { jwt: { enabled: true, rollout: 50 } }\n";
    }
    assertThat(edit.text()).isEqualTo(wanted);
    assertThat(edit.config().phases().jwt().rolloutPercent()).isEqualTo(50);
    assertThat(edit.config().phases().jwt().enabled()).isTrue();
  }

  @Test
  void writesAllSwitchesOfAPhaseForTheOthersWouldBeTakenFromTheFile() throws Exception {
    Edit edit =
        edits("")
            .persist(
                "phases: { jwt: { rollout: 50 } }".getBytes(StandardCharsets.UTF_8),
                List.of("phases.jwt.enabled"));
    assertThat(edit.changes()).containsExactly(new Change("phases.jwt.enabled", null, "true"));
    assertThat(persisted("phases: { jwt: { enabled: true, rollout: 50 } }").changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phases: { jwt: { rollout: ${SHARE} } }",
        "phases: { jwks: &one { rollout: 100 }, jwt: *one }",
        "phases: { jwt: { rollout: &n 100 }, jwks: { rollout: *n } }",
        "phases: { jkt: {} }"
      })
  void refusesWhatItWouldSpoil(String text) {
    String quoted = text.replace("${SHARE}", "'${SHARE}'");
    assertThatThrownBy(() -> persisted(quoted))
        .isInstanceOfSatisfying(
            ConfigRefusedException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(ConfigRefusedException.Kind.NOT_POSSIBLE);
              assertThat(refused).hasMessageMatching(".*(by hand|mend it first).*");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phases.jwt.rolout|did you mean 'phases.jwt.rollout'?",
        "phases.jwt.ttl|was not changed at run time",
        "phases.jwks.rollout|was not changed at run time"
      })
  void refusesKeysThatNobodyChanged(String key, String why) {
    assertThatThrownBy(() -> edits("").persist(new byte[0], List.of(key)))
        .isInstanceOfSatisfying(
            ConfigRefusedException.class,
            refused -> assertThat(refused.kind()).isEqualTo(ConfigRefusedException.Kind.WRONG_KEY))
        .hasMessageContaining(why);
  }

  @Test
  void showsNoSecretOfALineThatItChanges() throws Exception {
    String line =
        "phases: { session: { store: redis, redis: { uri: 'redis://:canary@h', key-file: k } } }";
    Edit edit = persisted(line);
    assertThat(edit.text()).contains("canary", "jwt: { enabled: true, rollout: 50 }");
    assertThat(edit.lines().toString()).doesNotContain("canary").contains("uri: ***");
  }

  @Test
  void namesContentsAndTellsNothingOfThem() throws IOException {
    byte[] content = "presets: none".getBytes(StandardCharsets.UTF_8);
    ConfigEdits edits = edits("");
    assertThat(edits.version(content)).isEqualTo(edits.version(content.clone()));
    assertThat(edits.version(content)).isNotEqualTo(edits.version(new byte[0]));
    assertThat(edits.version(content))
        .as("of another start: nobody can guess a content")
        .isNotEqualTo(edits("").version(content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void refusesATextThatIsNoUtf8() {
    assertThatThrownBy(() -> edits("").replace(new byte[] {'a', ':', ' ', (byte) 0xe9}))
        .isInstanceOfSatisfying(
            ConfigRefusedException.class,
            refused -> assertThat(refused.problems().toString()).contains("not UTF-8"));
  }

  @Test
  void replacesByValidTextsOnly() throws Exception {
    assertThat(edits("").replace(bytes("presets: none")).config().presets())
        .isEqualTo(PresetsConfig.NONE);
    assertThatThrownBy(
            () -> edits("").replace(bytes("presets: none\nphases: { jwks: { ttl: 30m } }")))
        .isInstanceOfSatisfying(
            ConfigRefusedException.class,
            refused ->
                assertThat(refused.problems().get(0))
                    .hasToString(
                        "LK-1104 f.yaml:2:24 phases.jwks.ttl is 30m, allowed is 5m to 15m; choose a"
                            + " value in that range"));
  }
}
