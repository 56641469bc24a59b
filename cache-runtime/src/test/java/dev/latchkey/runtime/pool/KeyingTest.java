package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.store.Fingerprint;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyingTest {
  private static final String URL = "jdbc:postgresql://db/orders?password=inUrl";

  private final Keying keying = new Keying();

  private static ConnectRequest request(String url, Class<?> caller, String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return new ConnectRequest(url, properties, caller);
  }

  private Fingerprint key(String url, Class<?> caller, String... pairs) {
    return keying.whole(request(url, caller, pairs));
  }

  @Test
  @DisplayName("POOL-8 D-1 equal calls have one key, in whatever order their properties are")
  void equal() {
    Properties defaults = new Properties();
    defaults.setProperty("a", "1");
    Properties inherited = new Properties(defaults);
    inherited.setProperty("user", "u");
    assertThat(key(URL, KeyingTest.class, "user", "u", "a", "1"))
        .isEqualTo(key(URL, KeyingTest.class, "a", "1", "user", "u"))
        .isEqualTo(keying.whole(new ConnectRequest(URL, inherited, KeyingTest.class)));
  }

  @ParameterizedTest
  @DisplayName("POOL-8 D-1 every part of a call separates keys")
  @CsvSource({
    "jdbc:x:1, user, u, password, p2",
    "jdbc:x:1, user, u2, password, p",
    "jdbc:x:2, user, u, password, p",
    "jdbc:x:1, user, u, passwor, dp",
    "jdbc:x:1, use, ru, password, p",
    "jdbc:x:1, User, u, password, p"
  })
  void different(String url, String name, String value, String other, String otherValue) {
    assertThat(key(url, KeyingTest.class, name, value, other, otherValue))
        .isNotEqualTo(key("jdbc:x:1", KeyingTest.class, "user", "u", "password", "p"));
  }

  @Test
  @DisplayName("POOL-8 D-1 two class loaders never share a connection")
  void loaders() throws Exception {
    URL here = KeyingTest.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader other = new URLClassLoader(new URL[] {here}, null)) {
      Class<?> again = other.loadClass(MarkedCaller.class.getName());
      assertThat(key(URL, again)).isNotEqualTo(key(URL, MarkedCaller.class));
    }
  }

  @Test
  @DisplayName("POOL-8 D-3 another process has other keys")
  void processes() {
    assertThat(new Keying().whole(request(URL, KeyingTest.class)))
        .isNotEqualTo(key(URL, KeyingTest.class));
  }

  @ParameterizedTest
  @DisplayName("POOL-9 D-3 an address for people has no user, password or other setting")
  @CsvSource({
    "jdbc:postgresql://db/orders?user=u&password=canary, jdbc:postgresql://db/orders",
    "jdbc:mysql://u:canary@db/orders, jdbc:mysql://***@db/orders",
    "jdbc:mysql://u:can@ary/@db/orders, jdbc:mysql://***@db/orders",
    "'jdbc:mysql://address=(host=db)(password=canary)/o', jdbc:mysql://address=",
    "jdbc:oracle:thin:u/canary@db:1521/orders, jdbc:oracle:thin:***@db:1521/orders",
    "'jdbc:sqlserver://db;databaseName=o;password=canary', jdbc:sqlserver://db;databasename=o"
  })
  void masks(String url, String shown) {
    assertThat(new ConnectUrl(url).masked()).isEqualTo(shown);
    assertThat(new ConnectUrl(url).toString()).isEqualTo(shown);
    assertThat(request(url, null, "password", "canary").toString()).doesNotContain("canary");
  }

  /** Asks for connections. */
  static final class MarkedCaller {}
}
