package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.ec;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One unmodified application, bare and with the agent, side by side through a random stream of
 * tokens, keys and rotations. With phase 2 alone on there is no window: every verdict is the same.
 */
class RandomTokensTest {
  private static final int STEPS = 500;

  @TempDir Path home;

  private final Random random = new Random(Long.getLong("latchkey.seed", 20261126));
  private final List<JWK> keys = List.of(rsa("a"), ec("b"), rsa("a"), ec("b"), rsa("c"));
  private final List<String> seen = new ArrayList<>();

  @Test
  @DisplayName("I-1 S-1 S-2 S-4 each verdict on a random stream is that of the application alone")
  void verdicts() {
    try (TestIdentityProvider provider = new TestIdentityProvider();
        AppJvm bare =
            AppJvm.on(Jdk.CURRENT, home)
                .withoutAgent()
                .start(NaiveAuthApp.class, provider.keySetUrl());
        AppJvm woven =
            AppJvm.on(Jdk.CURRENT, home)
                .config("admin: { port: 0 }")
                .start(NaiveAuthApp.class, provider.keySetUrl())) {
      provider.publish(keys.get(0), keys.get(1));
      woven.patchPhase("jwt", "{\"enabled\": true}");
      for (int i = 0; i < STEPS; i++) {
        if (random.nextInt(50) == 0) {
          provider.publish(key(), key());
        }
        String command = (random.nextInt(10) == 0 ? "billing " : "auth ") + next();
        assertThat(woven.ask(command)).as("step %s", i).isEqualTo(bare.ask(command));
      }
      assertThat(hits(woven, "nimbus-verify-rsa") + hits(woven, "nimbus-verify-ec"))
          .isGreaterThan(STEPS / 10);
      woven.assertNoAgentErrors();
    }
  }

  private static long hits(AppJvm app, String target) {
    return app.target(target).get("outcomes").path("hit").asLong();
  }

  private JWK key() {
    return keys.get(random.nextInt(keys.size()));
  }

  /** Mostly a token that was seen before, sometimes spoilt; sometimes a new one. */
  private String next() {
    if (seen.isEmpty() || random.nextInt(8) == 0) {
      seen.add(token(key(), "user" + random.nextInt(5)));
    }
    String known = seen.get(random.nextInt(seen.size()));
    String[] parts = known.split("\\.");
    return switch (random.nextInt(10)) {
      case 0 -> parts[0] + "." + parts[1] + "." + flipped(parts[2]);
      case 1 -> parts[0] + "." + other()[1] + "." + parts[2];
      case 2 -> parts[0] + "." + parts[1] + "." + other()[2];
      case 3 -> other()[0] + "." + parts[1] + "." + parts[2];
      default -> known;
    };
  }

  private String[] other() {
    return seen.get(random.nextInt(seen.size())).split("\\.");
  }

  private String flipped(String encoded) {
    byte[] signature = Base64.getUrlDecoder().decode(encoded);
    signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }
}
