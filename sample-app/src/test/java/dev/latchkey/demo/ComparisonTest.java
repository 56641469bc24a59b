package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.demo.Comparison.Block;
import dev.latchkey.demo.Contender.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {
  private final Comparison comparison =
      new Comparison(250, 10, List.of(block(1, 2), block(2, 1), block(4, 2)));

  /**
   * @param speed of the machine in that block, which every build shares
   * @param agent throughput with the agent over that of the tuned build
   */
  private static Map<Build, Block> block(double speed, double agent) {
    return Map.of(
        Build.NAIVE, new Block(10 * speed, 110, 130, 9_000),
        Build.LATCHKEY, new Block(200 * agent * speed, 14, 20, 700),
        Build.TUNED, new Block(200 * speed, 12, 20, 500),
        Build.OPEN, new Block(400 * speed, 10, 20, 300));
  }

  @Test
  void comparesWithinABlock() {
    assertThat(comparison.over(Build.TUNED).value()).isEqualTo(2);
    assertThat(comparison.over(Build.TUNED).spread()).containsExactly(1.0, 2.0);
    assertThat(comparison.over(Build.OPEN).value()).isEqualTo(1);
    assertThat(comparison.over(Build.NAIVE).spread()).containsExactly(20.0, 40.0);
  }

  @Test
  void takesWhatIsNoAuthenticationOut() {
    assertThat(comparison.authenticationSaved().value()).isEqualTo(0.96);
  }

  @Test
  void writesItForProgramsAndForPeople(@TempDir Path folder) throws Exception {
    comparison.write(folder);

    var result = JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
    assertThat(result.path("builds").size()).isEqualTo(4);
    var row = result.path("builds").path(1);
    assertThat(row.path("name").asString()).isEqualTo("naive + Latchkey");
    assertThat(row.path("throughput").asDouble()).isEqualTo(400);
    assertThat(row.path("throughputSpread").path(1).asDouble()).isEqualTo(1_600);
    assertThat(row.path("cpuMicrosPerRequest").asDouble()).isEqualTo(700);
    assertThat(result.path("ratioToTuned").path("value").asDouble()).isEqualTo(2);
    assertThat(result.path("ratioToOpen").path("spread").size()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("comparators.md")))
        .contains("| tuned | 2.00 | 1.00 to 2.00 | 1.00 | pass |")
        .contains("| naive | 40.00 | 20.00 to 40.00 | 10.00 | pass |");
  }
}
