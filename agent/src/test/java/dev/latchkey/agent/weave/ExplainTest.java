package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Sample;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {
  private final Bench bench = new Bench();
  private final ClassLoader loader = Bench.loader();

  @AfterEach
  void takeOut() {
    bench.close();
  }

  private WeavingStatus status(String className, String method, Match match) throws Exception {
    bench.weaving.start(List.of(bench.target("asked", className, method, match)));
    for (Class<?> type : Sample.class.getDeclaredClasses()) {
      Class.forName(type.getName(), false, loader);
    }
    return bench.snapshot("asked").weaving();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tokens | check(int)    | UNMATCHED | declares check(java.lang.String), none with a body that matches check(int)",
        "Odd    | check         | UNMATCHED | it is declared in com.acme.Sample$Tokens, target that class",
        "Odd    | missing       | UNMATCHED | declares no method 'missing'",
        "Odd    | far           | UNMATCHED | is native, there is no body to weave",
        "Odd    | open          | UNMATCHED | declares 'open' abstract; use match: subtypes",
        "Check  | verify        | UNMATCHED | is an interface and 'verify' has no body there; use match: subtypes",
        "Check  | verify        | UNMATCHED | lambdas that implement it cannot be targets, target their caller",
        "Gone   | any           | WAITING   | no class named com.acme.Sample$Gone was loaded yet",
        "Odd$$Lambda$14 | call  | REFUSED   | lambdas cannot be targets; target the caller",
        "Odd$$SpringCGLIB$$0 | over | REFUSED | a name with '$$SpringCGLIB$$' is that of a generated proxy",
        "Odd    | over          | WOVEN     | 2 overloads are woven: over(",
        "Odd    | over(int)     | WOVEN     | ''"
      })
  void says(String type, String method, State state, String reason) throws Exception {
    WeavingStatus status = status("com.acme.Sample$" + type, method, Match.EXACT);
    assertThat(status.state()).isEqualTo(state);
    assertThat(status.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.String, hashCode, java.lang.*",
    "java.util.HashMap, get, java.util.*",
    "dev.latchkey.agent.weave.Weaving, start, does not weave itself"
  })
  void refusesTheFoundations(String type, String method, String reason) throws Exception {
    WeavingStatus status = status(type, method, Match.EXACT);
    assertThat(status.state()).isEqualTo(State.REFUSED);
    assertThat(status.reason()).contains("excluded", reason);
  }

  @Test
  void saysWhatIsMissingBelowARoot() throws Exception {
    WeavingStatus status = status("com.acme.Sample$Odd", "open", Match.SUBTYPES);
    assertThat(status.state()).isEqualTo(State.WAITING);
    assertThat(status.reason())
        .contains("no class below com.acme.Sample$Odd that declares 'open' with a body");
  }

  @Test
  void saysWhichTargetIsThereAlready() throws Exception {
    bench.weaving.start(
        List.of(
            bench.target("first", Sample.Tokens.class, "check"),
            bench.target("second", Sample.Tokens.class, "check")));
    Bench.instance(loader, Sample.Tokens.class);
    assertThat(bench.snapshot("first").weaving().state()).isEqualTo(State.WOVEN);
    assertThat(bench.snapshot("second").weaving().state()).isEqualTo(State.UNMATCHED);
    assertThat(bench.snapshot("second").weaving().reason())
        .contains("excluded", "target 'first' is woven there already");
  }

  @Test
  void saysWhereTheClassCameFrom() throws Exception {
    WeavingStatus status = status("com.acme.Sample$Tokens", "check", Match.EXACT);
    // Other tests may have left loaders with this class behind.
    assertThat(status.woven())
        .isNotEmpty()
        .allSatisfy(
            woven -> {
              assertThat(woven.className()).isEqualTo("com.acme.Sample$Tokens");
              assertThat(woven.method()).isEqualTo("check(java.lang.String)");
              assertThat(woven.loader()).contains("SampleLoader@");
            });
  }

  @ParameterizedTest
  @DisplayName("F-2 the version of a library is read off its jar, however deep that lies")
  @CsvSource({
    "/opt/app/lib/nimbus-jose-jwt-10.10.jar, nimbus-jose-jwt-10.10.jar",
    "/opt/app.jar!/BOOT-INF/lib/tokens-1.2-RC1.jar!/, tokens-1.2-RC1.jar",
    "nested:/opt/app.jar/!BOOT-INF/lib/tokens-1.2.jar!/, tokens-1.2.jar",
    "/opt/app/classes/, classes"
  })
  void namesTheInnermostJar(String path, String jar) {
    assertThat(Origin.lastName(path)).isEqualTo(jar);
  }
}
