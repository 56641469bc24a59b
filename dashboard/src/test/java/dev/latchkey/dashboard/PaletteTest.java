package dev.latchkey.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The colors of the style sheet can be told apart by people with any of the three color-vision
 * deficiencies (simulation: Machado, Oliveira and Fernandes 2009, severity 1) and stand out from
 * the card they are drawn on (WCAG 2.2, 1.4.3 and 1.4.11).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaletteTest {
  private static final Pattern COLOR =
      Pattern.compile("--([a-z0-9-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");

  private static final List<double[][]> VISIONS =
      List.of(
          new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  private final Map<String, String> light = new HashMap<>();
  private final Map<String, String> dark = new HashMap<>();

  @BeforeAll
  void read() throws IOException {
    try (var in = PaletteTest.class.getResourceAsStream("ui/app.css")) {
      var matcher = COLOR.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (matcher.find()) {
        light.put(matcher.group(1), matcher.group(2));
        dark.put(matcher.group(1), matcher.group(3));
      }
    }
    assertThat(light).containsKeys("card", "ink", "p95");
  }

  @ParameterizedTest
  @CsvSource({
    "ok warn bad, 38, 55, 4.5",
    "p50 p95 p99, 58, 54, 4.5",
    "jwks jwt session db crypto auth, 36, 34, 3.0"
  })
  void colorsOfOneChartDiffer(
      String names, double lightDistance, double darkDistance, double contrast) {
    check(light, names.split(" "), lightDistance, contrast);
    check(dark, names.split(" "), darkDistance, contrast);
  }

  @ParameterizedTest
  @CsvSource({
    "ink, card",
    "ink-soft, card",
    "ink-soft, page",
    "ink, page",
    "ink, field",
    "ink-soft, field"
  })
  void textIsReadable(String ink, String background) {
    for (var theme : List.of(light, dark)) {
      assertThat(contrast(theme.get(ink), theme.get(background))).isGreaterThanOrEqualTo(4.5);
    }
  }

  private static void check(
      Map<String, String> theme, String[] names, double distance, double contrast) {
    for (int i = 0; i < names.length; i++) {
      assertThat(contrast(theme.get(names[i]), theme.get("card")))
          .as(names[i] + " on the card")
          .isGreaterThanOrEqualTo(contrast);
      for (int j = 0; j < i; j++) {
        for (var vision : VISIONS) {
          assertThat(distance(seen(theme.get(names[i]), vision), seen(theme.get(names[j]), vision)))
              .as(names[i] + " and " + names[j])
              .isGreaterThanOrEqualTo(distance);
        }
      }
    }
  }

  private static double[] linear(String hex) {
    var rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
      rgb[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    return rgb;
  }

  private static double[] seen(String hex, double[][] vision) {
    var rgb = linear(hex);
    var out = new ArrayList<Double>();
    for (var row : vision) {
      double value = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];
      out.add(Math.max(0, Math.min(1, value)));
    }
    return out.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** CIE 1976 distance in L*a*b* under D65. */
  private static double distance(double[] one, double[] other) {
    var a = lab(one);
    var b = lab(other);
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }

  private static double[] lab(double[] rgb) {
    double x = f((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
    double y = f(luminance(rgb));
    double z = f((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double f(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }

  private static double luminance(double[] rgb) {
    return 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
  }

  private static double contrast(String one, String other) {
    double a = luminance(linear(one));
    double b = luminance(linear(other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
}
