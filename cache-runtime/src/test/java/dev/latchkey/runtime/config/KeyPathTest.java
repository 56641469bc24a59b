package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.runtime.config.KeyPath.Call;
import dev.latchkey.runtime.config.KeyPath.Field;
import dev.latchkey.runtime.config.KeyPath.Property;
import dev.latchkey.runtime.config.KeyPath.Root;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPathTest {
  @Test
  void readsEveryKindOfStep() throws ConfigSyntaxException {
    KeyPath path = KeyPath.parse("arg12.subject.get('it\\'s', -7, true, 3000000000).#raw.close()");

    assertThat(path)
        .isEqualTo(
            new KeyPath(
                Root.ARGUMENT,
                12,
                List.of(
                    new Property("subject"),
                    new Call("get", List.of("it's", -7, true, 3_000_000_000L)),
                    new Field("raw"),
                    new Call("close", List.of()))));
    assertThat(path.whole()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arg0",
        "arg254",
        "this",
        "result",
        "this.#issuer",
        "this.#proxy?.host",
        "result.expiresAt.time",
        "arg0.getHeader('Authorization')",
        "arg0.get('', '\\\\', 'a.b(c)', false, 0)",
        "arg0.$x._y"
      })
  void roundTrips(String text) throws ConfigSyntaxException {
    assertThat(KeyPath.parse(text)).hasToString(text);
    assertThat(KeyPath.parse(text)).isEqualTo(KeyPath.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "jti | 0",
        "\"\" | 0",
        "arg | 0",
        "arg255 | 0",
        "arg00 | 0",
        "arg01 | 0",
        "arg99999999999 | 0",
        "args | 0",
        "Arg0 | 0",
        "arg0x | 0",
        "arg0. | 5",
        "arg0..x | 5",
        "arg0.x y | 6",
        "arg0[1] | 4",
        "arg0.1 | 5",
        "arg0.# | 6",
        "arg0.x? | 6",
        "arg0.#x?? | 8",
        "arg0.#x() | 7",
        "arg0.get( | 9",
        "arg0.get('a | 9",
        "arg0.get('a\\b') | 12",
        "arg0.get('a' 'b') | 13",
        "arg0.get(a) | 9",
        "arg0.get(1.5) | 10",
        "arg0.get(-) | 9",
        "arg0.get(null) | 9",
        "arg0.get('a',) | 13",
        "arg0.get(12345678901234567890) | 9",
        "this.get()x | 10",
      })
  void saysWhereAPathGoesWrong(String text, int offset) {
    ConfigSyntaxException thrown =
        catchThrowableOfType(ConfigSyntaxException.class, () -> KeyPath.parse(text));

    assertThat(thrown).isNotNull();
    assertThat(thrown.offset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void eitherRoundTripsOrIsRefused(long seed) {
    var random = new Random(seed);
    String[] parts = {"arg0", "this", "result", ".", "#", "a", "(", ")", "'", "\\", "1", "-", ","};
    for (int i = 0; i < 5_000; i++) {
      var text = new StringBuilder(parts[random.nextInt(3)]);
      for (int n = random.nextInt(10); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      checkRoundTrip(text.toString());
    }
  }

  private static void checkRoundTrip(String text) {
    KeyPath path;
    try {
      path = KeyPath.parse(text);
    } catch (ConfigSyntaxException e) {
      assertThat(e.offset()).isBetween(0, text.length());
      return;
    }
    try {
      assertThat(KeyPath.parse(path.toString())).as(text).isEqualTo(path);
    } catch (ConfigSyntaxException e) {
      throw new AssertionError(text + " became " + path, e);
    }
  }

  @Test
  void refusesWhatNoTextSpells() {
    assertThatThrownBy(() -> new KeyPath(Root.THIS, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyPath(Root.ARGUMENT, 255, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Property("a.b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Call("a", List.of(1.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
