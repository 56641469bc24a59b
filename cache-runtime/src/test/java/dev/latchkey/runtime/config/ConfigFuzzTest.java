package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file, reading it gives a configuration or problems, and throws nothing. */
class ConfigFuzzTest {
  private static final String[] ODDITIES = {
    "\t",
    "\n",
    " ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!int ",
    "!x ",
    "|\n",
    ">",
    "'",
    "\"",
    "\\",
    "#",
    "%",
    "@",
    "`",
    "?",
    "~",
    "null",
    "${",
    "${X}",
    "0",
    "-1",
    "99999999999999999999",
    "\u0000",
    "\u0085",
    "\uD800",
    "\uDC00",
    "\uFEFF",
    "\u2028",
    "<<: ",
    "---\n",
    "...\n",
    "\"\\U",
    "\"\\x",
    "%YAML 1.2\n",
    "arg0",
    "result.",
    "1h",
    "\r"
  };

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void neverThrowsForTextThatIsTornAndPatched(long seed) throws IOException {
    var random = new Random(seed);
    String valid = Files.readString(Path.of("../docs/latchkey.yaml"));
    for (int i = 0; i < 400; i++) {
      var text = new StringBuilder(valid);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        mutate(text, random);
      }
      check(text.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void neverThrowsForLinesThatAreShuffledAndExchanged(long seed) throws IOException {
    var random = new Random(seed);
    List<String> valid = Files.readAllLines(Path.of("../docs/latchkey.yaml"));
    for (int i = 0; i < 300; i++) {
      List<String> lines = new ArrayList<>(valid);
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        int colon = line.indexOf(": ");
        String value = ODDITIES[random.nextInt(ODDITIES.length)];
        lines.set(at, colon < 0 ? line + value : line.substring(0, colon + 2) + value);
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
      }
      check(String.join("\n", lines));
    }
  }

  /** Where a password stands in an address, whatever else is wrong with it or around it. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void tellsNoPassword(long seed) throws IOException {
    var random = new Random(seed);
    String valid =
        Files.readString(Path.of("../docs/latchkey.yaml"))
            .replaceAll("(?m)^( *uri:) .*", "$1 redis://app:Canary-7f3a@127.0.0.1:6379")
            .replaceAll(
                "(?m)^( *url:) .*",
                "$1 jdbc:postgresql://127.0.0.1/app?user=a&password=Canary-7f3a");
    assertThat(valid).contains("redis://app:Canary", "password=Canary");
    for (int i = 0; i < 300; i++) {
      var text = new StringBuilder(valid);
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int line = valid.indexOf(random.nextBoolean() ? "redis://app" : "jdbc:postgresql://127");
        int at = Math.max(0, line - 30 + random.nextInt(90));
        text.insert(at, ODDITIES[random.nextInt(ODDITIES.length)]);
      }
      ConfigResult result = ConfigReader.read(text.toString(), "f", Map.of());
      assertThat(result.problems().toString()).doesNotContain("Canary-7");
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(4)) {
      case 0 -> text.insert(at, ODDITIES[random.nextInt(ODDITIES.length)]);
      case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(40)));
      case 2 -> text.setCharAt(at, (char) random.nextInt(0x250));
      default ->
          text.insert(
              random.nextInt(text.length()),
              text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
    }
  }

  private static void check(String text) {
    ConfigResult result;
    try {
      result = ConfigReader.read(text, "f", Map.of());
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("thrown for:\n" + text, e);
    }
    assertThat(result.problems())
        .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("\n"));
  }
}
