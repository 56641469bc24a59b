package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {
  @Test
  void holdsWithinFifteenPointsEitherWay() {
    assertThat(new Prediction("jwks", 0.75, 0.625).holds()).isTrue();
    assertThat(new Prediction("jwks", 0.5, 0.625).holds()).isTrue();
    assertThat(new Prediction("jwks", 0.75, 0.5).holds()).isFalse();
    assertThat(new Prediction("jwks", 0.5, 0.75).holds()).isFalse();
  }

  @Test
  void countsAPhaseOfWhichNothingWasPredictedAsMissed() {
    var none = new Prediction("pool", Double.NaN, 0.5);
    assertThat(none.holds()).isFalse();
    assertThat(Prediction.table(List.of(none)))
        .endsWith("\n| pool | none | 50 % | none | **fail** |\n");
  }
}
