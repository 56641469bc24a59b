package dev.latchkey.runtime.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowChecksTest {
  private final ManualTicker ticker = new ManualTicker();
  private final ShadowChecks checks = new ShadowChecks(0, ticker);

  /** Six standard deviations wide: a correct draw falls outside once in 500 million runs. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 1})
  @DisplayName("M-3 SES-3 the share of hits that is verified is the one that is configured")
  void share(double ratio) {
    checks.verify(ratio);
    int hits = 200_000;
    int drawn = drawn(hits, Duration.ofSeconds(1));
    double sd = Math.sqrt(hits * ratio * (1 - ratio));
    assertThat((double) drawn).isBetween(hits * ratio - 6 * sd, hits * ratio + 6 * sd);
  }

  @Test
  @DisplayName("M-3 SES-3 a busy target has as many hits verified as one with 500 a second")
  void sparesABusyTarget() {
    checks.verify(0.01);

    assertThat(drawn(500_000, Duration.ofMillis(1))).isBetween(1_500, 2_500);
  }

  @Test
  void verifiesEachHitOfABusyTargetWhereThatIsAskedFor() {
    checks.verify(1);

    assertThat(drawn(1_000, Duration.ZERO)).isEqualTo(1_000);
  }

  @Test
  void verifiesOneTargetWhateverHappensToAnother() {
    checks.verify(0.5);
    BooleanSupplier busy = checks.sample();
    BooleanSupplier other = checks.sample();

    await(busy);
    await(other);
  }

  private static void await(BooleanSupplier sample) {
    assertThat(IntStream.range(0, 1_000).anyMatch(hit -> sample.getAsBoolean())).isTrue();
  }

  private int drawn(int hits, Duration pause) {
    BooleanSupplier sample = checks.sample();
    int drawn = 0;
    for (int i = 0; i < hits; i++) {
      drawn += sample.getAsBoolean() ? 1 : 0;
      ticker.advance(pause);
    }
    return drawn;
  }

  @Test
  void countsByPhaseAndCause() {
    checks.equal(Phase.JWT);
    checks.equal(Phase.JWT);
    checks.differed(Phase.JWT, Mismatch.DIFFERENT, "first");
    checks.differed(Phase.JWT, Mismatch.DIFFERENT, "second");
    checks.differed(Phase.SESSION, Mismatch.GONE, "users");

    ShadowFigures jwt = checks.figures(Phase.JWT);
    assertThat(jwt.compared()).isEqualTo(4);
    assertThat(jwt.equal()).isEqualTo(2);
    assertThat(jwt.mismatches())
        .containsExactly(new ShadowFigures.Cause(Mismatch.DIFFERENT, 2, ticker.now(), "second"));
    assertThat(checks.figures(Phase.JWKS).compared()).isZero();
  }

  @Test
  @DisplayName("M-3 a wrong accept is told at once, and nothing else is")
  void tells() {
    List<String> told = new ArrayList<>();
    checks.onWrongAccept((phase, target) -> told.add(phase.id() + " " + target));

    for (Mismatch cause : Mismatch.values()) {
      checks.differed(Phase.JWT, cause, "check");
    }

    assertThat(told).containsExactly("jwt check");
  }
}
