package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CredentialWatchTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final CredentialWatch watch = new CredentialWatch();
  private final Keying keying = new Keying();

  private boolean connects(String url, String user, String password, long now) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    ConnectUrl address = new ConnectUrl(url);
    ConnectRequest request = new ConnectRequest(url, properties, null);
    return watch.connects(keying.key(keying.whole(request), address, properties), now);
  }

  @Test
  @DisplayName("POOL-7 a sixth user within ten minutes shows a login form, for good")
  void users() {
    for (int i = 1; i <= 5; i++) {
      assertThat(connects("jdbc:x://a/db", "user" + i, "p", i * MINUTE)).isFalse();
    }
    assertThat(connects("jdbc:x://b/db", "user6", "p", 6 * MINUTE)).isFalse();
    assertThat(connects("jdbc:x://a/db", "user6", "p", 6 * MINUTE)).isTrue();
    assertThat(connects("jdbc:x://a/db", "user1", "p", 99 * MINUTE)).isTrue();
    watch.clear();
    assertThat(connects("jdbc:x://a/db", "user1", "p", 99 * MINUTE)).isFalse();
  }

  @Test
  @DisplayName("POOL-7 a third password of one user within ten minutes does too")
  void passwords() {
    assertThat(connects("jdbc:x://a/db", "user", "p1", 0)).isFalse();
    assertThat(connects("jdbc:x://a/db", "user", "p2", MINUTE)).isFalse();
    assertThat(connects("jdbc:x://a/db?password=p2", "user", "p2", MINUTE)).isFalse();
    assertThat(connects("jdbc:x://a/db", "user", "p3", 2 * MINUTE)).isTrue();
  }

  @Test
  @DisplayName("POOL-7 what was used more than ten minutes ago does not count")
  void forgets() {
    for (int i = 0; i < 20; i++) {
      assertThat(connects("jdbc:x://a/db", "user" + i, "p", i * 3 * MINUTE)).isFalse();
    }
  }
}
