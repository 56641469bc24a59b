package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodPatternTest {
  @Test
  void meansEveryMethodOfANameWithoutBrackets() throws ConfigSyntaxException {
    assertThat(MethodPattern.parse("check"))
        .isEqualTo(new MethodPattern("check", Optional.empty()));
  }

  @Test
  void meansTheMethodWithoutParametersWithEmptyBrackets() throws ConfigSyntaxException {
    assertThat(MethodPattern.parse("check( )"))
        .isEqualTo(new MethodPattern("check", Optional.of(List.of())));
  }

  @Test
  void ignoresSpacesBetweenTypes() throws ConfigSyntaxException {
    assertThat(MethodPattern.parse("check(java.lang.String,byte[][] , int,a.B$C)"))
        .isEqualTo(
            new MethodPattern(
                "check", Optional.of(List.of("java.lang.String", "byte[][]", "int", "a.B$C"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m", "m()", "m(int)", "m(java.lang.String, byte[], int)", "access$0(a.B)"})
  void roundTrips(String text) throws ConfigSyntaxException {
    assertThat(MethodPattern.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | 0",
        "<init> | 0",
        "<clinit>() | 0",
        "* | 0",
        "get* | 3",
        "a.b | 1",
        "m( | 1",
        "m(int | 1",
        "m(int)) | 1",
        "m(int)x | 1",
        "m(void) | 2",
        "m(int,) | 6",
        "m(,int) | 2",
        "m(int...) | 2",
        "m(java.util.List<String>) | 2",
        "m(java/lang/String) | 2",
        "m([B) | 2",
        "m(a..B) | 2",
      })
  void saysWhereAPatternGoesWrong(String text, int offset) {
    ConfigSyntaxException thrown =
        catchThrowableOfType(ConfigSyntaxException.class, () -> MethodPattern.parse(text));

    assertThat(thrown).isNotNull();
    assertThat(thrown.offset()).isEqualTo(offset);
  }
}
