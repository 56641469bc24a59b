package dev.latchkey.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.Invalidation;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.operation.Layer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every preset, whoever writes it. */
class PresetLintTest {
  /** Fetching methods that put what they fetched somewhere, so that skipping them loses it. */
  private static final Set<String> SIDE_EFFECTS =
      Set.of(
          "org.jose4j.jwk.HttpsJwks#refresh",
          "com.nimbusds.jose.jwk.source.RemoteJWKSet#updateJWKSetFromURL",
          "org.springframework.security.oauth2.jwt.JwtDecoderProviderConfigurationUtils#fetchJwks",
          "org.springframework.security.oauth2.jwt.SpringJWKSource#fetchJwks",
          "org.springframework.security.oauth2.jwt.NimbusJwtDecoder$JwkSetUriJwtDecoderBuilder$SpringJWKSource#getJWKSet",
          "org.springframework.security.oauth2.jwt.ReactiveRemoteJWKSource#getJWKSet",
          "org.keycloak.adapters.rotation.JWKPublicKeyLocator#sendRequest",
          "org.wildfly.security.auth.realm.token.validator.JwkManager#updateKeys");

  /** Methods that mark their receiver or argument, so that a kept answer would lack the mark. */
  private static final Set<String> MARKS =
      Set.of(
          "com.nimbusds.jose.JWSObject#verify",
          "com.nimbusds.jwt.SignedJWT#verify",
          "org.pac4j.jwt.credentials.authenticator.JwtAuthenticator#validate",
          "org.springframework.security.crypto.password.PasswordEncoder#matches");

  static Stream<TargetConfig> targets() {
    return PresetCatalogue.NAMES.stream().flatMap(name -> PresetCatalogue.targets(name).stream());
  }

  private static boolean mayBeAnswered(TargetConfig target) {
    return !List.of(Role.TIME, Role.TOKEN, Role.CONNECT, Role.PASSWORD, Role.LOGIN)
        .contains(target.role());
  }

  private static String method(TargetConfig target) {
    return target.className() + "#" + target.method().name();
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("K-16 no preset lets a cache skip a fetch that has a side effect")
  void skipsNoFetchWithASideEffect(TargetConfig target) {
    if (mayBeAnswered(target)) {
      assertThat(SIDE_EFFECTS).doesNotContain(method(target));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("K-16 a choice of keys is answered only where the library may have none of its own")
  void leavesLibrariesWithKeysAlone(TargetConfig target) {
    if (target.fetch().selectedBy().isPresent()) {
      assertThat(target.unless()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("A-6 no preset lets a cache skip a method that marks what it looked at")
  void skipsNoMethodThatMarks(TargetConfig target) {
    if (mayBeAnswered(target)) {
      assertThat(MARKS).doesNotContain(method(target));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("V-6 a validation that is only timed says why it is never kept whole")
  void saysWhyItIsOnlyTimed(TargetConfig target) {
    boolean timed = target.layer() == Layer.JWT && target.role() == Role.TIME;
    assertThat(target.onlyTimed().isPresent()).isEqualTo(timed);
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("O-1 an introspection is kept only if the issuer said that the token is active")
  void keepsActiveTokensOnly(TargetConfig target) {
    if (target.role() == Role.INTROSPECT) {
      assertThat(target.validation().orElseThrow().onlyIf()).isPresent();
      assertThat(target.validation().orElseThrow().assumePure()).isFalse();
      assertThat(target.tier()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("P-5 P-1 no preset answers or counts as a write what makes or checks a hash")
  void leavesHashesAlone(TargetConfig target) {
    if (target.layer() == Layer.CRYPTO || target.className().contains(".crypto.")) {
      assertThat(mayBeAnswered(target) && target.layer() != Layer.JWT).isFalse();
      assertThat(target.method().name()).isNotIn("encode", "upgradeEncoding", "hashpw", "hash");
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("U-12 no preset keeps a session that is written back")
  void keepsNoHttpSession(TargetConfig target) {
    if (target.role() == Role.LOOKUP) {
      assertThat(target.className()).doesNotContainIgnoringCase("session");
      assertThat(LibraryClasses.methods(target))
          .noneMatch(method -> method.getReturnType().getTypeName().contains("Session"));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("F-2 every method that takes answers back exists in a version of the library")
  void invalidationsExist(TargetConfig target) {
    for (Invalidation each : target.invalidatedBy()) {
      if (each instanceof Invalidation.ByMethod by) {
        TargetConfig method =
            TargetConfig.builder("x", Layer.OTHER, by.className(), by.method()).build();
        assertThat(LibraryClasses.methods(method)).as(by.toString()).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName("F-2 no two presets have a target of one name")
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    assertThat(targets().map(TargetConfig::name)).allMatch(names::add);
  }
}
