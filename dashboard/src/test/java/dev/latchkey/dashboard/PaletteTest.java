package dev.latchkey.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.dashboard.ColourMath.Sight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dashboard's colours can be read and told apart, by everybody and in both themes. */
class PaletteTest {
  private static final String STYLE = "dev/latchkey/dashboard/ui/style.css";
  private static final Pattern PROPERTY = Pattern.compile("--([a-z0-9]+):\\s*(#[0-9a-f]{6});");
  private static final List<String> VERDICTS = List.of("ok", "warn", "bad");
  private static final List<String> PERCENTILES = List.of("p50", "p95", "p99");
  private static final List<String> STAGES = List.of("s1", "s2", "s3", "s4", "s5", "s6");
  private static final double TEXT = 4.5;
  private static final double GRAPHICS = 3.0;

  /** A theme, and where the style sheet defines it. */
  enum Theme {
    LIGHT(":root {"),
    DARK(":root[data-theme=\"dark\"] {");

    private final String selector;

    Theme(String selector) {
      this.selector = selector;
    }
  }

  @ParameterizedTest
  @EnumSource
  void textHasContrast(Theme theme) throws IOException {
    Map<String, String> colours = colours(theme.selector);
    for (List<String> names : List.of(VERDICTS, PERCENTILES, List.of("ink", "muted"))) {
      assertContrast(colours, names, TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stagesHaveContrast(Theme theme) throws IOException {
    assertContrast(colours(theme.selector), STAGES, GRAPHICS);
  }

  @ParameterizedTest
  @EnumSource
  void verdictsAndPercentilesDifferForEverybody(Theme theme) throws IOException {
    Map<String, String> colours = colours(theme.selector);
    assertThat(ColourMath.smallestDifference(VERDICTS.stream().map(colours::get).toList()))
        .isGreaterThanOrEqualTo(30);
    assertThat(ColourMath.smallestDifference(PERCENTILES.stream().map(colours::get).toList()))
        .isGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource
  void stagesDifferForEverybody(Theme theme) throws IOException {
    Map<String, String> colours = colours(theme.selector);
    assertThat(ColourMath.smallestDifference(STAGES.stream().map(colours::get).toList()))
        .isGreaterThanOrEqualTo(20);
  }

  @Test
  void theDarkThemeIsTheSameHoweverItIsChosen() throws IOException {
    assertThat(colours(":root:not([data-theme=\"light\"]) {"))
        .isEqualTo(colours(Theme.DARK.selector));
  }

  @Nested
  class TheCheckItself {
    @Test
    void knowsTheEndsOfTheScale() {
      assertThat(ColourMath.contrast("#000000", "#ffffff")).isCloseTo(21, within(0.01));
      assertThat(ColourMath.difference("#000000", "#ffffff", Sight.NORMAL))
          .isCloseTo(100, within(0.01));
      assertThat(ColourMath.difference("#ff0000", "#ff0000", Sight.NORMAL)).isZero();
    }

    @Test
    void seesThatRedAndGreenComeClose() {
      assertThat(ColourMath.difference("#b08000", "#80a000", Sight.DEUTERANOPIA))
          .isLessThan(ColourMath.difference("#b08000", "#80a000", Sight.NORMAL) / 2);
      assertThat(ColourMath.smallestDifference(List.of("#b08000", "#80a000"))).isLessThan(20);
    }
  }

  private static void assertContrast(
      Map<String, String> colours, List<String> names, double least) {
    for (String name : names) {
      assertThat(ColourMath.contrast(colours.get(name), colours.get("card")))
          .as(name)
          .isGreaterThanOrEqualTo(least);
    }
  }

  private static Map<String, String> colours(String selector) throws IOException {
    String style = style();
    int start = style.indexOf(selector);
    assertThat(start).as(selector).isNotNegative();
    var matcher = PROPERTY.matcher(style.substring(start, style.indexOf('}', start)));
    Map<String, String> colours = new TreeMap<>();
    while (matcher.find()) {
      colours.put(matcher.group(1), matcher.group(2));
    }
    assertThat(colours)
        .containsKeys("card", "ink", "muted")
        .containsKeys(VERDICTS.toArray(String[]::new))
        .containsKeys(PERCENTILES.toArray(String[]::new))
        .containsKeys(STAGES.toArray(String[]::new));
    return colours;
  }

  private static String style() throws IOException {
    try (InputStream in = PaletteTest.class.getClassLoader().getResourceAsStream(STYLE)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
