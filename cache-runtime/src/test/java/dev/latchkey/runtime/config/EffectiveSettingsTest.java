package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

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
}
