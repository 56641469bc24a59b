package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.Difference.Effect;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {
  private final LatchkeyConfig started =
      read("admin: { port: 7172 }\nphases:\n  jwt: { ttl: 4m }\n");
  private LatchkeyConfig latest = started;
  private final List<PhaseState> states = new ArrayList<>();
  private final EffectiveConfig config =
      new EffectiveConfig(
          EffectiveConfig.Origin.NONE, started, () -> latest, () -> List.copyOf(states));

  private static LatchkeyConfig read(String yaml) {
    return ConfigReader.read(yaml, "f", Map.of()).config().orElseThrow();
  }

  private EffectiveSetting setting(String key) {
    return config.settings().stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sayWhereTheFileSaysSo() {
    assertThat(setting("phases.jwt.ttl"))
        .isEqualTo(new EffectiveSetting("phases.jwt.ttl", "4m", "file", 3, null, null));
    assertThat(setting("admin.host"))
        .isEqualTo(new EffectiveSetting("admin.host", "127.0.0.1", "default", null, null, null));
  }

  @Test
  void areThoseOfTheStartUntilARestart() {
    latest = read("# changed\nadmin: { port: 9000 }\nphases: { jwt: { ttl: 5m } }\n");
    assertThat(setting("admin.port"))
        .isEqualTo(new EffectiveSetting("admin.port", "7172", "file", 1, null, "9000"));
    assertThat(setting("phases.jwt.ttl"))
        .isEqualTo(new EffectiveSetting("phases.jwt.ttl", "5m", "file", 3, null, null));
  }

  @Test
  void areThoseThatWereSwitchedSince() {
    states.add(new PhaseState(Phase.JWKS, true, true, 10, 2, Instant.EPOCH, "alice"));
    states.add(new PhaseState(Phase.JWT, true, true, 10, 2, Instant.EPOCH, "config"));
    assertThat(setting("phases.jwks.rollout"))
        .isEqualTo(
            new EffectiveSetting("phases.jwks.rollout", "10", "runtime", null, "alice", null));
    assertThat(setting("phases.jwt.rollout").source()).isEqualTo("default");
  }

  private ConfigOnDisk.Standing compared(String yaml) {
    return config.compare(ConfigReader.read(yaml, "f", Map.of()));
  }

  private Difference difference(String yaml, String key) {
    return compared(yaml).differences().stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static final String STARTED = "admin: { port: 7172 }\nphases:\n  jwt: { ttl: 4m }\n";

  @Test
  void areWhatTheFileSays() {
    assertThat(compared("# said otherwise\n" + STARTED))
        .isEqualTo(new ConfigOnDisk.Standing(ConfigOnDisk.State.SAME, List.of(), List.of()));
  }

  @Test
  void differFromTheFileAndSayWhenThatEnds() {
    String yaml = "admin: { port: 9000 }\nphases: { jwt: { ttl: 5m } }\n";
    assertThat(compared(yaml).state()).isEqualTo(ConfigOnDisk.State.DIFFERS);
    assertThat(compared(yaml).differences())
        .containsExactly(
            new Difference("admin.port", "7172", "file", null, "9000", 1, Effect.RESTART),
            new Difference("phases.jwt.ttl", "4m", "file", null, "5m", 2, Effect.RELOAD));
    latest = read(yaml);
    assertThat(compared(yaml).differences())
        .as("what waits for a restart goes on to differ")
        .extracting(Difference::key)
        .containsExactly("admin.port");
  }

  @Test
  void differFromTheFileWhereAPhaseWasSwitched() {
    states.add(new PhaseState(Phase.JWKS, true, true, 10, 2, Instant.EPOCH, "alice"));
    assertThat(difference(STARTED, "phases.jwks.enabled"))
        .isEqualTo(
            new Difference(
                "phases.jwks.enabled", "true", "runtime", "alice", "false", null, Effect.SWITCHED));
    String moved = STARTED + "  jwks: { rollout: 20 }\n";
    assertThat(difference(moved, "phases.jwks.rollout").effect()).isEqualTo(Effect.RELOAD);
    assertThat(difference(moved, "phases.jwks.enabled").effect())
        .as("a phase of which the file changes something gets all from the file")
        .isEqualTo(Effect.RELOAD);
  }

  @Test
  void differFromTheFileInItemsOfLists() {
    String target = "targets: [{ name: t, layer: jwt, class: a.B, method: %s }]\n";
    assertThat(compared(STARTED + target.formatted("c")).differences())
        .contains(new Difference("targets.t", null, "file", null, "new", null, Effect.RELOAD));
    latest = read(STARTED + target.formatted("c"));
    assertThat(compared(STARTED + target.formatted("c")).state())
        .isEqualTo(ConfigOnDisk.State.SAME);
    assertThat(compared(STARTED + target.formatted("d")).differences())
        .containsExactly(
            new Difference(
                "targets.t", "as it was read", "file", null, "changed", null, Effect.RELOAD));
    assertThat(difference(STARTED, "targets.t").inFile()).isNull();
    String hook = "notifications: { webhook: \"https://example.org/hook\" }\n";
    assertThat(compared(STARTED + target.formatted("c") + hook).differences())
        .as("keys that have no default")
        .extracting(Difference::key)
        .contains("notifications.webhook");
  }

  @Test
  void areAllThatThereIsWhileTheFileIsNotValid() {
    assertThat(compared("phases: { jkws: {} }\n").state()).isEqualTo(ConfigOnDisk.State.REFUSED);
    assertThat(compared("phases: { jkws: {} }\n").problems())
        .singleElement()
        .asString()
        .contains("f:1:11", "did you mean");
  }
}
