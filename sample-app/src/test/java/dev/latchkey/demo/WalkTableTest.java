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
            new WalkedStep(
                "jwks", Outcome.SAFE, 10, 187, new Comparison("mean", 0.104, 0.09, 0.12)),
            new WalkedStep(
                "jwks", Outcome.COMPLETE, 95, 1200, new Comparison("p95", 0.083, 0.08, NONE)),
            new WalkedStep("pool", Outcome.BY_HAND, 10, 30, new Comparison("", NONE, NONE, NONE)));

    assertThat(WalkTable.of(steps))
        .isEqualTo(
            """
            phase  treated  seconds  outcome          test  ratio  from    to
            jwks      10 %      187  safe, next step  mean   0.10  0.09  0.12
            jwks      95 %     1200  safe, complete   p95    0.08  0.08     -
            pool      10 %       30  by hand          -         -     -     -
            """);
  }
}
