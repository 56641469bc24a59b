package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.demo.SessionGoals.Goal;
import dev.latchkey.demo.SessionGoals.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionGoalsTest {
  private static final UserChanges.Outcome GOOD =
      new UserChanges.Outcome(20, 10, Collections.nCopies(10, 7.0));

  private static List<Step> steps(int requests, long queries, double hits) {
    return List.of(
        step(List.of(), requests, 2L * requests, Map.of()),
        step(List.of("pool"), 10, 20, Map.of()),
        step(List.of("jwks", "jwt", "session"), requests, 2L * requests, Map.of("session", 0.1)),
        step(List.of("jwks", "jwt", "session", "pool"), requests, queries, Map.of("session", hits)),
        step(List.of("jwks", "jwt", "session", "pool", "integrated"), requests, 0, Map.of()));
  }

  private static Step step(
      List<String> phases, int requests, long queries, Map<String, Double> hits) {
    var latency = new Latency(1, 1, 1, 1);
    return Step.of(
        phases,
        new LoadResult(requests, 0, 10, latency),
        new AuthFigures(20, latency, hits),
        0,
        queries);
  }

  private static List<Verdict> verdicts(SessionGoals goals) {
    return goals.goals().stream().map(Goal::verdict).toList();
  }

  @Test
  void areMetByWhatIsBetterThanEachBound() {
    var goals = SessionGoals.of(steps(100, 39, 0.851), GOOD, true);

    assertThat(verdicts(goals)).containsOnly(Verdict.MET);
    assertThat(goals.lines())
        .isEqualTo(
            """
            Phase session, with phases 1 to 4 on:
              met      80.5 % fewer queries for users than with no phase, more than 80 % wanted
              met      85.1 % of user lookups from memory, more than 85 % wanted
              met      10 of 10 changes through the service seen by the next request
              met      10 of 10 changes by another process seen within 1 s: median 7 ms, at most 7 ms"""
                .replace("\n", System.lineSeparator()));
    assertThatCode(goals::check).doesNotThrowAnyException();
  }

  @Test
  void areMissedByWhatIsNot() {
    var late = new UserChanges.Outcome(20, 9, List.of(7.0, 7.0, 1_001.0));
    var goals = SessionGoals.of(steps(100, 40, 0.85), late, true);

    assertThat(verdicts(goals)).containsOnly(Verdict.MISSED);
    assertThatThrownBy(goals::check)
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("4 of the goals");
  }

  @Test
  void doNotPassOnStepsThatAreTooShort() {
    var goals = SessionGoals.of(steps(39, 0, 1), GOOD, true);

    assertThat(verdicts(goals))
        .containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.MET, Verdict.MET);
    assertThat(goals.lines()).contains("unknown").contains("39 requests are too few to say");
    assertThatCode(goals::check).doesNotThrowAnyException();
  }

  @Test
  void doNotPassOnUsersWhoWereNotThereBefore() {
    var goals = SessionGoals.of(steps(100, 0, 1), GOOD, false);

    assertThat(verdicts(goals))
        .containsExactly(Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.MET, Verdict.MET);
    assertThat(goals.lines()).contains("not every user came round before the step");
  }

  @Test
  void doNotPassOnChangesOfUsersWhoWereNotKept() {
    var unkept = new UserChanges.Outcome(19, 10, GOOD.otherMillis());
    var goals = SessionGoals.of(steps(100, 0, 1), unkept, true);

    assertThat(verdicts(goals))
        .containsExactly(Verdict.MET, Verdict.MET, Verdict.MISSED, Verdict.MISSED);
    assertThat(goals.lines()).contains("only 19 of all changed users came from memory before");
  }

  @Test
  void needTheStepThatTheyAreAbout() {
    assertThatThrownBy(() -> SessionGoals.of(steps(100, 0, 1).subList(0, 3), GOOD, true))
        .isInstanceOf(DemoException.class);
  }
}
