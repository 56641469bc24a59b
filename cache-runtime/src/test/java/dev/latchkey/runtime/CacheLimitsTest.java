package dev.latchkey.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.EffectiveConfig.Changed;
import dev.latchkey.runtime.config.EffectiveSetting;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.session.LookupSettings;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.ValueCopier;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheLimitsTest {
  private static final Optional<Duration> NO_TTL = Optional.empty();

  private final LatchkeyConfig started = config("phases: { jwks: { ttl: 10m } }");
  private final LatchkeyRuntime runtime = new LatchkeyRuntime(started, new ManualTicker());
  private final CacheLimits limits = runtime.cacheLimits();
  private final EffectiveConfig effective =
      new EffectiveConfig(
          EffectiveConfig.Origin.NONE, started, runtime::config, List::of, limits::changed);

  @AfterEach
  void end() {
    runtime.close();
  }

  private static LatchkeyConfig config(String yaml) {
    return ConfigReader.read(yaml, "f", Map.of("HOME", "target")).config().orElseThrow();
  }

  private EffectiveSetting setting(String key) {
    return effective.settings().stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private void change(Layer layer, Duration ttl) {
    limits.change(layer, Optional.of(ttl), OptionalInt.empty(), "alice");
  }

  @Test
  void aTighterLimitIsInForceAndToldAsSomebodysAndEndsWhereItBegan() {
    change(Layer.JWKS, Duration.ofMinutes(6));
    assertThat(setting("phases.jwks.ttl"))
        .isEqualTo(new EffectiveSetting("phases.jwks.ttl", "6m", "runtime", 1, "alice", null));
    limits.change(Layer.JWT, NO_TTL, OptionalInt.of(100), "alice");
    assertThat(setting("phases.jwt.max-entries").value()).isEqualTo("100");
    assertThat(runtime.signatures().stats().maxEntries()).isEqualTo(100);
    assertThat(runtime.validations().stats().maxEntries()).isEqualTo(100);
    assertThat(limits.range(Layer.JWT).orElseThrow().ttl()).isEqualTo(Duration.ofMinutes(3));

    limits.change(Layer.JWT, NO_TTL, OptionalInt.of(50_000), "bob");
    change(Layer.JWKS, Duration.ofMinutes(10));
    assertThat(limits.changed()).isEmpty();
    assertThat(setting("phases.jwks.ttl").source()).isEqualTo("file");
    assertThat(runtime.validations().stats().maxEntries()).isEqualTo(50_000);
  }

  @ParameterizedTest
  @CsvSource({
    "JWKS, PT10M1S",
    "JWKS, PT4M59S",
    "JWT, PT3M1S",
    "JWT, PT119S",
    "SESSION, PT61S",
    "SESSION, PT9S"
  })
  void nobodyGoesBeyondWhatIsConfigured(Layer layer, Duration ttl) {
    assertThatThrownBy(() -> change(layer, ttl)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.change(layer, NO_TTL, OptionalInt.of(50_001), "alice"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(limits.changed()).isEmpty();
  }

  @Test
  void aKeySetIsFetchedAgainBeforeItEnds() {
    runtime.reconfigure(config("phases: { jwks: { ttl: 10m, refresh-ahead: 8m } }"));
    assertThat(limits.range(Layer.JWKS).orElseThrow().leastTtl())
        .isEqualTo(Duration.ofMinutes(8).plusSeconds(1));
  }

  @Test
  void aFileThatSaysOtherwiseEndsALimitAndAnyOtherChangeDoesNot() {
    change(Layer.JWKS, Duration.ofMinutes(6));
    change(Layer.JWT, Duration.ofMinutes(2));
    runtime.reconfigure(config("phases: { jwks: { ttl: 10m }, jwt: { rollout: 5 } }"));
    assertThat(limits.changed())
        .containsEntry("phases.jwks.ttl", new Changed("6m", "alice"))
        .containsKey("phases.jwt.ttl");
    runtime.reconfigure(config("phases: { jwks: { ttl: 7m } }"));
    assertThat(limits.changed()).containsOnlyKeys("phases.jwt.ttl");
    assertThat(setting("phases.jwks.ttl").value()).isEqualTo("7m");
  }

  @Test
  void whatWasWrittenIntoTheFileHoldsAsTheFiles() {
    change(Layer.SESSION, Duration.ofSeconds(20));
    runtime.reconfigure(config("phases: { session: { ttl: 20s }, jwks: { ttl: 10m } }"));
    assertThat(setting("phases.session.ttl"))
        .as("although such a change in the file alone waits for a restart")
        .isEqualTo(new EffectiveSetting("phases.session.ttl", "20s", "file", 1, null, null));
  }

  @Test
  void usersOfEveryTargetLiveNoLongerAndAsConfiguredAgainAfterwards() {
    LookupTarget users =
        runtime
            .sessions()
            .target(
                new LookupSettings(
                    "users", Duration.ofSeconds(50), Duration.ofSeconds(50), 0, List.of()),
                new Shared(),
                reason -> {});
    change(Layer.SESSION, Duration.ofSeconds(20));
    assertThat(users.life()).isEqualTo(Duration.ofSeconds(20));
    assertThat(users.configuredLife())
        .as("what tuning may go up to")
        .isEqualTo(Duration.ofSeconds(20));
    change(Layer.SESSION, Duration.ofSeconds(60));
    assertThat(users.life()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void otherLayersHaveNoLimits() {
    assertThat(limits.range(Layer.DB)).isEmpty();
    assertThatThrownBy(() -> change(Layer.AUTH, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever can be shared. */
  private static final class Shared implements ValueCopier {
    @Override
    public Object keep(Object value) {
      return value;
    }

    @Override
    public Object copy(Object kept) {
      return kept;
    }

    @Override
    public boolean same(Object kept, Object other) {
      return kept.equals(other);
    }

    @Override
    public int bytes(Object kept) {
      return 16;
    }
  }
}
