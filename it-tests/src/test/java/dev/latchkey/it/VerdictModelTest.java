package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Forgeries;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random streams of good and forged tokens while keys come and go: the woven application says what
 * the same application says without the agent, except inside the windows that docs/safety.md
 * states.
 */
class VerdictModelTest {
  private static final int STEPS = Integer.getInteger("verdict.steps", 500);
  private static final int KEYS = 3;

  private static final int TENANTS = 6;

  /** Fetches that unknown key ids and bad signatures may cause for one key set at once (K-8). */
  private static final int BURST = 2;

  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      phases:
        jwks: { enabled: true }
        jwt: { enabled: true }
      """;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final List<JWK> published = new ArrayList<>();
  private final List<Issued> tokens = new ArrayList<>();

  private final List<Tenant> tenants = new ArrayList<>();
  private AppJvm bare;
  private AppJvm woven;
  private int made;
  private int opened;

  private record Issued(String text, JWK key) {}

  @BeforeEach
  void start() {
    bare =
        AppJvm.on(Jdk.all().get(0), home)
            .withoutAgent()
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    woven =
        AppJvm.on(Jdk.all().get(0), home)
            .config(CONFIG)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    woven.dashboard();
  }

  @AfterEach
  void stop() {
    woven.close();
    bare.close();
    identityProvider.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261126})
  @DisplayName("I-1 I-2 the woven application's verdict is the bare one's, outside stated windows")
  void verdicts(long seed) {
    Random random = new Random(seed);
    while (published.size() < KEYS) {
      addKey();
    }
    int accepted = 0;
    int strict = 0;
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(60) == 0) {
        rotate(random);
      }
      Tenant tenant = tenant(random);
      String token = draw(random, tenant);
      String command = "tenant " + tenant.number + " " + token;
      String expected = bare.ask(command);
      String actual = woven.ask(command);
      accepted += expected.startsWith("ok") ? 1 : 0;
      if (tenant.mayDiffer(token)) {
        continue;
      }
      strict++;
      assertThat(actual).as("seed %d step %d, %s", seed, step, command).isEqualTo(expected);
    }
    assertThat(accepted).as("the stream is not all refusals").isGreaterThan(STEPS / 4);
    assertThat(strict).as("outside of every window").isGreaterThan(STEPS / 2);
    for (String target : List.of("nimbus-fetch", "nimbus-verify-rsa")) {
      assertThat(woven.target(target).get("outcomes").get("hit").asLong())
          .as("served by " + target)
          .isGreaterThan(STEPS / 4);
    }
  }

  /** One key set as the agent knows it, and which of its answers docs/safety.md lets differ. */
  private static final class Tenant {
    private final int number;

    /** Key ids that were removed or replaced since the agent may have fetched the key set. */
    private final Set<String> changed = new HashSet<>();

    /** Tokens that may have caused a fetch; past the burst, the next may have to wait (K-8). */
    private int surprises;

    Tenant(int number) {
      this.number = number;
    }

    boolean mayDiffer(String token) {
      String header =
          new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
      return surprises > BURST
          || changed.stream().anyMatch(kid -> header.contains("\"kid\":\"" + kid + "\""));
    }
  }

  /** One that has fetches left, mostly. */
  private Tenant tenant(Random random) {
    while (tenants.size() < TENANTS) {
      tenants.add(new Tenant(opened++));
    }
    int index = random.nextInt(TENANTS);
    if (tenants.get(index).surprises > BURST && random.nextInt(3) != 0) {
      tenants.set(index, new Tenant(opened++));
    }
    return tenants.get(index);
  }

  private void addKey() {
    JWK key = rsa("key-" + made++);
    published.add(key);
    identityProvider.publish(published.toArray(new JWK[0]));
    for (int i = 0; i < 4; i++) {
      Instant expiry = Instant.now().plus(i == 3 ? Duration.ofSeconds(-5) : Duration.ofHours(1));
      tokens.add(new Issued(token(key, "subject-" + made + "-" + i, expiry), key));
    }
  }

  /** Removes the oldest key and adds one, or replaces one under its id. */
  private void rotate(Random random) {
    JWK gone;
    if (random.nextInt(4) == 0) {
      int index = random.nextInt(published.size());
      JWK renewed = rsa(published.get(index).getKeyID());
      gone = published.set(index, renewed);
      tokens.add(new Issued(token(renewed, "renewed"), renewed));
      identityProvider.publish(published.toArray(new JWK[0]));
    } else {
      gone = published.remove(0);
      addKey();
    }
    for (Tenant tenant : tenants) {
      tenant.changed.add(gone.getKeyID());
      tenant.surprises++;
    }
  }

  private String draw(Random random, Tenant tenant) {
    Issued issued = tokens.get(random.nextInt(tokens.size()));
    Issued other = tokens.get(random.nextInt(tokens.size()));
    String kid = issued.key().getKeyID();
    if (random.nextInt(12) != 0 && isPublished(issued.key())) {
      return issued.text();
    }
    tenant.surprises++;
    return switch (random.nextInt(8)) {
      case 0 -> Forgeries.flipped(issued.text(), 2, random.nextInt());
      case 1 -> Forgeries.withSignatureOf(issued.text(), other.text());
      case 2 -> Forgeries.withPayload(issued.text(), "{\"sub\":\"root\",\"aud\":\"orders\"}");
      case 3 -> Forgeries.unsigned(issued.text(), kid);
      case 4 -> Forgeries.macWithPublicKey(issued.text(), issued.key());
      case 5 -> token(rsa(kid), "impostor");
      case 6 -> token(rsa("unknown-" + random.nextInt(3)), "stranger");
      default -> issued.text();
    };
  }

  private boolean isPublished(JWK key) {
    return published.contains(key);
  }
}
