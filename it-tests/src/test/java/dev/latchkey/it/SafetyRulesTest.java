package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every rule of docs/safety.md has a test that names it, and every test names a rule that exists.
 */
class SafetyRulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ID = Pattern.compile("[A-Z]{1,5}-\\d{1,2}");
  private static final Pattern ROW = Pattern.compile("^\\| ((?:[A-Z]{1,5}-\\d{1,2}(?:, )?)+) \\|");
  private static final Pattern NAMED =
      Pattern.compile("@DisplayName\\(\\s*\"((?:[A-Z]{1,5}-\\d{1,2} )+)");

  @Test
  void everyRuleHasATest() {
    assertThat(tested()).containsAll(documented());
  }

  /** Whole sections that are numbered without a gap: none of their rules may be left out. */
  @ParameterizedTest
  @CsvSource({
    "G, 12",
    "K, 19",
    "S, 7",
    "V, 12",
    "O, 4",
    "A, 7",
    "N, 1",
    "B, 7",
    "M, 3",
    "H, 5",
    "U, 14",
    "P, 5",
    "R, 9",
    "SES, 35",
    "D, 4",
    "C, 8",
    "I, 5",
    "POOL, 44"
  })
  void noRuleOfAFullSectionIsMissing(String prefix, int last) {
    assertThat(documented())
        .containsAll(
            IntStream.rangeClosed(1, last).mapToObj(number -> prefix + "-" + number).toList());
  }

  @Test
  void everyTestNamesARuleThatIsWrittenDown() {
    assertThat(documented()).containsAll(tested());
  }

  private static Set<String> documented() {
    Set<String> ids = new TreeSet<>();
    for (String line : read(ROOT.resolve("docs/safety.md")).split("\n", -1)) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        addIds(row.group(1), ids);
      }
    }
    return ids;
  }

  private static Set<String> tested() {
    Set<String> ids = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .filter(file -> file.toString().endsWith("Test.java"))
          .map(SafetyRulesTest::read)
          .forEach(
              text -> {
                Matcher named = NAMED.matcher(text);
                while (named.find()) {
                  addIds(named.group(1), ids);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  private static void addIds(String text, Set<String> ids) {
    Matcher id = ID.matcher(text);
    while (id.find()) {
      ids.add(id.group());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
