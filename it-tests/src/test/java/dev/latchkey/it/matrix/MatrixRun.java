package dev.latchkey.it.matrix;

import static dev.latchkey.it.matrix.MatrixTokens.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.HitRate;
import dev.latchkey.it.harness.IntrospectionEndpoint;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import dev.latchkey.it.matrix.BareApps.Bare;
import dev.latchkey.it.matrix.MatrixResult.Fetches;
import dev.latchkey.it.matrix.MatrixResult.Mode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs one library version twice, bare and with the agent, through the same stream of tokens. Each
 * of the two has an identity provider of its own; both publish the same keys at the same moments.
 */
final class MatrixRun implements AutoCloseable {
  /** What every application is woven with. */
  static final String CONFIG = "presets: auto\nadmin: { port: 0 }\n";

  private static final MatrixKeys KEYS = MatrixKeys.make();
  private static final int ROUNDS = 25;

  private final MatrixLibrary library;
  private final String version;
  private final TestIdentityProvider bareProvider = new TestIdentityProvider();
  private final TestIdentityProvider wovenProvider = new TestIdentityProvider();
  private final JWK first = KEYS.first();
  private final JWK second;
  private final IntrospectionEndpoint introspection = new IntrospectionEndpoint();
  private final Bare bare;
  private final AppJvm woven;
  private final WholeResults whole;

  MatrixRun(
      MatrixLibrary library,
      String version,
      Jdk jdk,
      String classPath,
      BareApps bareApps,
      Path home) {
    this.library = library;
    this.version = version;
    second = library.rsaOnly() ? KEYS.secondRsa() : KEYS.secondEc();
    publish(first, second);
    // Started first, for it goes on starting while the other is waited for.
    woven =
        AppJvm.on(jdk, home)
            .config(CONFIG + library.words("config"))
            .classPath(classPath)
            .options("-Dmatrix.load=" + library.words("loads"), "-XX:+UseSerialGC")
            .start(main(), arguments(wovenProvider, IntrospectionStream.WOVEN));
    String[] arguments = arguments(bareProvider, IntrospectionStream.BARE);
    bare =
        library.isQuarkus()
            ? bareApps.startAlone(jdk, classPath, main(), arguments)
            : bareApps.start(jdk, classPath, main(), library.words("loads"), arguments);
    whole = new WholeResults(library, woven);
  }

  private String main() {
    return library.isQuarkus() ? QuarkusBuilds.MAIN : library.main(version);
  }

  private String[] arguments(TestIdentityProvider provider, String client) {
    String url = library.introspects() ? introspection.url(client) : provider.keySetUrl();
    return new String[] {url, MatrixTokens.ISSUER, MatrixTokens.AUDIENCE};
  }

  /** Runs every mode. */
  MatrixResult run() {
    assertThat(woven.nextLine()).as("%s", woven.errors()).isEqualTo("ready");
    woven.patchPhase("jwks", "{\"enabled\": true}");
    woven.patchPhase("jwt", "{\"enabled\": true}");
    List<Mode> modes = library.modes().stream().map(this::mode).toList();
    woven.assertNoAgentErrors();
    List<String> names = named("woven");
    List<String> refused = named("refused");
    return new MatrixResult(library, version, names, refused, whole.refusals(), modes);
  }

  private Mode mode(String mode) {
    publish(first, second);
    woven.dropCache("jwks");
    woven.dropCache("jwt");
    Comparison comparison = new Comparison(mode);
    if (library.introspects()) {
      return introspections(comparison, mode);
    }
    // The verifier that is shared had its keys fetched when the application began.
    Fetches before = mode.equals("fresh") ? fetches() : new Fetches(0, 0);
    HitRate jwt = answered();
    repeat(comparison);
    Fetches jwks = since(before, fetches());
    jwt = answered().since(jwt);
    rotate(comparison);
    if (!library.keepsWhole().isEmpty()) {
      end(comparison);
    }
    MatrixTokens.attacks(first, KEYS.stranger()).forEach(comparison::same);
    return new Mode(mode, comparison.count, comparison.different, jwks, jwt);
  }

  private Mode introspections(Comparison comparison, String mode) {
    var stream = new IntrospectionStream(introspection, woven, whole, comparison::same);
    HitRate before = whole.rate();
    stream.repeat();
    HitRate answered = whole.rate().since(before);
    stream.attack();
    return new Mode(mode, comparison.count, comparison.different, new Fetches(0, 0), answered);
  }

  /** Of a target that keeps whole results, its own calls count. */
  private HitRate answered() {
    return library.keepsWhole().isEmpty() ? woven.rate("jwt") : whole.rate();
  }

  /** A kept answer ends with its token, and when it is taken back. */
  private void end(Comparison comparison) {
    Instant end = WholeResults.soon();
    String token = MatrixTokens.until(first, end);
    comparison.same("valid", token);
    comparison.same("valid", token);
    WholeResults.awaitPassing(end);
    comparison.same("expired between two calls", token);
    String revoked = good(first, "erin");
    comparison.same("valid", revoked);
    assertThat(whole.revoke("sub", "erin")).as("dropped").isEqualTo(1);
    comparison.same("valid", revoked);
  }

  private void repeat(Comparison comparison) {
    List<String> tokens =
        List.of(
            good(first, "alice"), good(second, "bob"), good(first, "carol"), good(second, "dave"));
    for (int i = 0; i < ROUNDS; i++) {
      tokens.forEach(token -> comparison.same("repeated", token));
    }
  }

  /** A new key is known at once, a key that changed under its name after its first failure. */
  private void rotate(Comparison comparison) {
    JWK third = KEYS.third();
    publish(first, second, third);
    String rotated = good(third, "alice");
    if (library.refreshesInBackground()) {
      await().until(() -> bare.ask(comparison.command + rotated).startsWith("ok "));
      await().until(() -> woven.ask(comparison.command + rotated).startsWith("ok "));
    }
    comparison.same("rotated key", rotated);
    comparison.same("rotated key again", rotated);
    JWK renewed = library.rsaOnly() ? KEYS.renewedRsa() : KEYS.renewedEc();
    publish(first, renewed, third);
    comparison.either(good(renewed, "alice"));
    comparison.same("same kid, new key", good(renewed, "alice"));
    comparison.same("same kid, old key", good(second, "alice"));
  }

  private void publish(JWK... keys) {
    bareProvider.publish(keys);
    wovenProvider.publish(keys);
  }

  private Fetches fetches() {
    return new Fetches(bareProvider.fetches(), wovenProvider.fetches());
  }

  private static Fetches since(Fetches before, Fetches now) {
    return new Fetches(now.bare() - before.bare(), now.woven() - before.woven());
  }

  private List<String> named(String state) {
    return targets()
        .filter(target -> target.get("state").asText().equals(state))
        .map(target -> target.get("name").asText())
        .toList();
  }

  private Stream<JsonNode> targets() {
    return StreamSupport.stream(woven.get("/api/v1/targets").get("targets").spliterator(), false);
  }

  @Override
  public void close() {
    try {
      woven.close();
    } finally {
      bare.close();
      introspection.close();
      bareProvider.close();
      wovenProvider.close();
    }
  }

  /** Asks both applications and keeps what differs. Confined to one mode of one run. */
  private final class Comparison {
    private final String command;
    private final List<String> different = new ArrayList<>();
    private int count;

    Comparison(String mode) {
      command = mode + " ";
    }

    void same(String step, String token) {
      String expected = bare.ask(command + token);
      String actual = woven.ask(command + token);
      count++;
      if (!actual.equals(expected)) {
        different.add(step + ": '" + expected + "' became '" + actual + "'");
      }
      checkPlausible(step, expected);
    }

    /** Asks for a verdict that may differ, by the documented window. */
    void either(String token) {
      bare.ask(command + token);
      woven.ask(command + token);
    }

    /** Keeps the matrix itself honest: a bare application that refuses all proves nothing. */
    private void checkPlausible(String step, String verdict) {
      if (Set.of("repeated", "valid").contains(step)) {
        assertThat(verdict).as("%s %s, bare: %s", library.id(), version, step).startsWith("ok ");
      } else if (step.startsWith("other") || step.startsWith("no algorithm")) {
        assertThat(verdict).as("%s %s, bare: %s", library.id(), version, step).startsWith("refus");
      }
    }
  }
}
