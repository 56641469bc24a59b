package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.demo.Toggling.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TogglingTest {
  @Test
  void tellsWhatTheSwitchingDid() {
    var outcome = new Outcome(300, 102, 6_400, 0, 2, 0.01);

    outcome.check();
    assertThat(outcome.toString().lines())
        .containsExactly(
            "Phase pool alone was switched 102 times in 300 s under load:"
                + " 0 of 6400 requests failed.",
            "A request opened 2.00 connections before, with the phase off,"
                + " and 0.01 afterwards, with it on: 99 % fewer.");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0, 1 requests failed while the phase was switched",
    "0, 2, 0.21, Phase pool spared less than nine connections in ten",
    "0, 0, 0, Phase pool spared less than nine connections in ten"
  })
  void failsWhereThePhaseDoesNotDoWhatItIsThereFor(
      int errors, double openedOff, double openedOn, String reason) {
    var outcome = new Outcome(15, 5, 300, errors, openedOff, openedOn);

    assertThatThrownBy(outcome::check)
        .isInstanceOf(DemoException.class)
        .hasMessageStartingWith(reason);
  }
}
