package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each fault on the page on reliability names tests that there are. */
class ReliabilityPageTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

  @Test
  void everyRowHasATest() throws IOException {
    Map<String, String> sources = sources();
    List<String> rows =
        Files.readAllLines(Path.of("../docs/reliability.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| **"))
            .skip(2)
            .toList();
    assertThat(rows).hasSizeGreaterThan(40);
    for (String row : rows) {
      Matcher named = TEST.matcher(row);
      assertThat(named.find()).as(row).isTrue();
      do {
        assertThat(sources).as(row).containsKey(named.group(1));
        if (named.group(2) != null) {
          assertThat(sources.get(named.group(1))).as(row).contains("void " + named.group(2) + "(");
        }
      } while (named.find());
    }
  }

  /** Two modules may have tests of one name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("cache-runtime", "dashboard", "agent", "it-tests")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
          sources.merge(
              file.getFileName().toString().replaceFirst("\\.java$", ""),
              Files.readString(file),
              String::concat);
        }
      }
    }
    return sources;
  }
}
