package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionGoalsTest {
  private static Step step(List<String> phases, int requests, int queries, double hits) {
    var latency = new Latency(1, 1, 1, 1);
    return Step.of(
        phases,
        new LoadResult(requests, 0, 10, latency),
        new AuthFigures(10, latency, Map.of("session", hits)),
        0,
        queries);
  }

  private static SessionGoals goals(int queries, double hits) {
    var four = List.of("jwks", "jwt", "session", "pool");
    var without = step(List.of(), 100, 200, 0);
    return SessionGoals.of(List.of(without, step(four, 50, queries, hits))).orElseThrow();
  }

  @Test
  @DisplayName("SES-35 the demo holds phase session to its goals, for each request")
  void comparesRequests() {
    assertThat(goals(19, 0.86).areMet()).isTrue();
    assertThat(goals(20, 0.86).areMet()).as("exactly 80 %").isFalse();
    assertThat(goals(19, 0.85).areMet()).as("exactly 85 %").isFalse();
    assertThat(goals(5, 0.972))
        .hasToString(
            "With jwks+jwt+session+pool a request sent 95.0 % fewer queries for users (goal: more"
                + " than 80 %), and 97.2 % of the lookups came from memory (goal: more than 85 %).");
  }

  @Test
  void saysNothingOfAnAgentWithoutThesePhases() {
    assertThat(SessionGoals.of(Steps.threeOfThem())).isEmpty();
    assertThat(SessionGoals.of(List.of())).isEmpty();
  }

  @Test
  @DisplayName("SES-5 the demo fails when a request does not see what the service has changed")
  void failsForAStaleUser() {
    var seen = new UserChanges.Seen(10, 9, 10, 8, 4.25, 30.25);
    seen.check();
    assertThat(seen)
        .hasToString(
            "A user changed through the service was seen by the next request 10 times of 10; 9 times"
                + " the request before came from memory."
                + System.lineSeparator()
                + "Roles changed by another process were seen after 4 ms at the median, 30 ms at"
                + " most, in 8 changes (goal: 1000 ms).");

    var stale = new UserChanges.Seen(10, 9, 8, 8, 4.25, 30.25);
    assertThatThrownBy(stale::check)
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("2 changes");
  }
}
