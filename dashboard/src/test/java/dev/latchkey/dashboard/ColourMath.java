package dev.latchkey.dashboard;

import java.util.List;

/**
 * Contrast (WCAG 2) and difference (CIE 1976, D65) of sRGB colours, as people with and without a
 * colour vision deficiency see them. Stateless.
 */
final class ColourMath {
  private static final double[] WHITE = {0.95047, 1.0, 1.08883};
  private static final double[][] TO_XYZ = {
    {0.4124564, 0.3575761, 0.1804375},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339, 0.1191920, 0.9503041}
  };

  private ColourMath() {}

  /** How a colour arrives; the matrices are those of Machado et al. 2009 for severity 1. */
  enum Sight {
    NORMAL(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
    PROTANOPIA(
        new double[][] {
          {0.152286, 1.052583, -0.204868},
          {0.114503, 0.786281, 0.099216},
          {-0.003882, -0.048116, 1.051998}
        }),
    DEUTERANOPIA(
        new double[][] {
          {0.367322, 0.860646, -0.227968},
          {0.280085, 0.672501, 0.047413},
          {-0.011820, 0.042940, 0.968881}
        }),
    TRITANOPIA(
        new double[][] {
          {1.255528, -0.076749, -0.178779},
          {-0.078411, 0.930809, 0.147602},
          {0.004733, 0.691367, 0.303900}
        });

    private final double[][] matrix;

    Sight(double[][] matrix) {
      this.matrix = matrix;
    }
  }

  /** Returns the contrast ratio of two colours such as {@code #26827b}, 1 to 21. */
  static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** Returns the smallest difference between any two of the colours, over every sight. */
  static double smallestDifference(List<String> colours) {
    double smallest = Double.POSITIVE_INFINITY;
    for (Sight sight : Sight.values()) {
      for (int i = 0; i < colours.size(); i++) {
        for (int j = 0; j < i; j++) {
          smallest = Math.min(smallest, difference(colours.get(i), colours.get(j), sight));
        }
      }
    }
    return smallest;
  }

  static double difference(String one, String other, Sight sight) {
    double[] a = lab(seen(one, sight));
    double[] b = lab(seen(other, sight));
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  private static double luminance(String colour) {
    return product(TO_XYZ, linear(colour))[1];
  }

  private static double[] seen(String colour, Sight sight) {
    double[] seen = product(sight.matrix, linear(colour));
    for (int i = 0; i < seen.length; i++) {
      seen[i] = Math.min(1, Math.max(0, seen[i]));
    }
    return seen;
  }

  private static double[] lab(double[] linear) {
    double[] xyz = product(TO_XYZ, linear);
    double x = root(xyz[0] / WHITE[0]);
    double y = root(xyz[1] / WHITE[1]);
    double z = root(xyz[2] / WHITE[2]);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double root(double t) {
    double delta = 6.0 / 29;
    return t > delta * delta * delta ? Math.cbrt(t) : t / (3 * delta * delta) + 4.0 / 29;
  }

  private static double[] linear(String colour) {
    double[] linear = new double[3];
    for (int i = 0; i < linear.length; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      linear[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    return linear;
  }

  private static double[] product(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int row = 0; row < product.length; row++) {
      for (int column = 0; column < vector.length; column++) {
        product[row] += matrix[row][column] * vector[column];
      }
    }
    return product;
  }
}
