package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextsTest {
  private final SqlTexts texts = new SqlTexts();

  @Test
  void remembersATextOfConstants() {
    var text = "select name from users where id = ?";

    assertThat(texts.get(new String(text))).isSameAs(texts.get(text));
  }

  @ParameterizedTest
  @DisplayName("H-2 a text with a value or a comment in it is not kept")
  @ValueSource(
      strings = {
        "select name from users where token = 'secret'",
        "select name from users where token = \"secret\"",
        "select name from users where id = 42",
        "select name from users /* secret */",
        "set role secret",
      })
  void forgetsATextWithAValue(String text) {
    assertThat(texts.get(text)).isNotSameAs(texts.get(text)).isEqualTo(texts.get(text));
  }
}
