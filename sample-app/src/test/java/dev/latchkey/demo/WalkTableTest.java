package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.demo.RolloutStatus.Comparison;
import dev.latchkey.demo.WalkedStep.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkTableTest {
  private static final double NONE = Double.NaN;

  @Test
  void showsEachStepOnALine() {
    var steps =
        List.of(
            step("jwks", Outcome.SAFE, 10, 187, new Comparison(12.34, 118.9, 0.104, 0.09, 0.12)),
            step("jwks", Outcome.COMPLETE, 95, 1200, new Comparison(9.96, 120, 0.083, 0.08, NONE)),
            step("pool", Outcome.BY_HAND, 10, 30, new Comparison(NONE, NONE, NONE, NONE, NONE)));

    assertThat(WalkTable.of(steps))
        .isEqualTo(
            """
            phase  treated  seconds  outcome          treated, ms  control, ms  ratio  from    to
            jwks      10 %      187  safe, next step         12.3        118.9   0.10  0.09  0.12
            jwks      95 %     1200  safe, complete          10.0        120.0   0.08  0.08     -
            pool      10 %       30  by hand                    -            -      -     -     -
            """);
  }

  private static WalkedStep step(
      String phase, Outcome outcome, int percent, long seconds, Comparison mean) {
    return new WalkedStep(
        phase,
        outcome,
        new RolloutStatus("\"1\"", "running", 1, percent, seconds, "safe", "Safe.", mean, ""));
  }
}
