package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationConfigTest {
  private static ConfigResult read(String item) {
    return ConfigReader.read("targets:\n- { " + item + " }\n", "f.yaml", Map.of());
  }

  private static TargetConfig target(String keys) {
    ConfigResult result = read("name: t, layer: jwt, class: a.B, method: m" + keys);
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow().targets().get(0);
  }

  private static List<KeyPath> paths(String... spelled) throws ConfigSyntaxException {
    List<KeyPath> paths = new java.util.ArrayList<>();
    for (String each : spelled) {
      paths.add(KeyPath.parse(each));
    }
    return paths;
  }

  @Test
  void tierFullMakesATokenTargetOneThatValidates() {
    assertThat(target(", tier: full").role()).isEqualTo(Role.VALIDATE);
    assertThat(target(", tier: signature").role()).isEqualTo(Role.TIME);
    assertThat(target(", tier: full, role: introspect").role()).isEqualTo(Role.INTROSPECT);
    assertThat(target(", tier: full").validation()).contains(Validation.UNKNOWN);
    assertThat(target("").validation()).isEmpty();
  }

  @Test
  void readsEveryKey() throws ConfigSyntaxException {
    Validation validation =
        target(
                ", role: validate, rebuild: { class: a.C, method: of, parts: [arg0, result.x] },"
                    + " claims: { expires-at: result.e, not-before: result.n, issued-at: result.t,"
                    + " subject: result.s, issuer: result.i, id: result.d, session: result.o,"
                    + " confirmation: result.c, nonce: result.u, events: result.v }, validators:"
                    + " [this.#v], pure: [a.P], key-sources: [a.K], assume-pure: true,"
                    + " configured-by: [set], only-if: result.active")
            .validation()
            .orElseThrow();

    assertThat(validation.rebuild()).isEqualTo(new Rebuild(Optional.of("a.C"), Optional.of("of")));
    assertThat(validation.parts()).isEqualTo(paths("arg0", "result.x"));
    assertThat(validation.claims()).containsOnlyKeys(Claim.values());
    assertThat(validation.validators()).isEqualTo(paths("this.#v"));
    assertThat(validation.pure()).containsExactly("a.P");
    assertThat(validation.keySources()).containsExactly("a.K");
    assertThat(validation.assumePure()).isTrue();
    assertThat(validation.configuredBy()).containsExactly("set");
    assertThat(validation.onlyIf()).contains(KeyPath.parse("result.active"));
  }

  @Test
  void theEndOfLifeMayStandAtTheTop() throws ConfigSyntaxException {
    assertThat(target(", tier: full, expires-at: result.e").validation().orElseThrow().claims())
        .containsEntry(Claim.EXPIRES_AT, KeyPath.parse("result.e"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "validators: [this] | LK-1110 | validators only goes with roles validate and introspect",
        "tier: full, validators: [arg0] | LK-1112 | here a path starts with this",
        "tier: full, only-if: arg0 | LK-1112 | here a path starts with result",
        "tier: full, rebuild: { parts: [this] } | LK-1112 | result or arg0 to arg254",
        "tier: full, pure: [a/B] | LK-1113 | a full class name",
        "tier: full, configured-by: [set()] | LK-1113 | a method's name without parameter types",
        "tier: full, assume-pure: maybe | LK-1103 | true or false",
        "tier: full, expires-at: result.a, claims: { expires-at: result.b } | LK-1110 | stands beside",
        "tier: full, claims: { user: result.b } | LK-1107 | unknown key 'targets[0].claims.user'",
        "role: introspect, ttl: 2m | LK-1104 | allowed is 1s to 1m",
        "role: validate, ttl: 1m | LK-1104 | allowed is 2m to 5m"
      })
  void refusesWhatDoesNotFit(String keys, String id, String text) {
    assertThat(read("name: t, layer: jwt, class: a.B, method: m, " + keys).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.id()).isEqualTo(id);
              assertThat(problem.toString()).contains(text);
            });
  }

  @Test
  @DisplayName("G-4 a key of a validation without a whole argument is refused")
  void unsafeKey() {
    assertThat(
            read("name: t, layer: jwt, class: a.B, method: m, tier: full, key: [arg0.jti]")
                .problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.id()).isEqualTo("LK-1114"));
  }

  @Test
  void anItemWithoutAMethodChangesATargetOfThatName() throws ConfigSyntaxException {
    LatchkeyConfig config =
        read("name: t, tier: full, ttl: 2m, key: [arg1], pure: [a.Q], assume-pure: false")
            .config()
            .orElseThrow();
    assertThat(config.targets()).isEmpty();
    TargetConfig changed =
        config
            .overrides()
            .get(0)
            .applyTo(target(", role: validate, key: [arg0], pure: [a.P], assume-pure: true"));

    assertThat(changed.tier()).contains(Tier.FULL);
    assertThat(changed.ttl()).contains(Duration.ofMinutes(2));
    assertThat(changed.key()).isEqualTo(paths("arg0", "arg1"));
    assertThat(changed.validation().orElseThrow().pure()).containsExactly("a.P", "a.Q");
    assertThat(changed.validation().orElseThrow().assumePure()).isFalse();
  }

  @Test
  void anItemThatChangesNothingOrTooMuchIsATargetWithoutAMethod() {
    for (String item : List.of("name: t", "name: t, tier: full, token: arg0")) {
      assertThat(read(item).problems())
          .extracting(Problem::id)
          .containsOnly("LK-1105")
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aTargetIsChangedOnce() {
    assertThat(
            ConfigReader.read(
                    "targets: [{ name: t, tier: full }, { name: t, ttl: 2m }]", "f", Map.of())
                .problems())
        .extracting(Problem::id)
        .containsExactly("LK-1111");
  }
}
