package dev.latchkey.agent.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A series in one line of characters: the height of each is the highest value of its part of the
 * time, so that no peak is lost, and a part without a value is a blank. Stateless.
 */
final class Sparkline {
  private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String ASCII = "_.-~=+*#";

  private Sparkline() {}

  /**
   * Returns the line.
   *
   * @param values NaN where there is none
   * @param width how many characters, at least 1; fewer values make fewer
   * @param blocks whether the terminal shows more than ASCII
   */
  static String of(double[] values, int width, boolean blocks) {
    double[] peaks = peaks(values, Math.min(width, values.length));
    double least = Arrays.stream(peaks).filter(Double::isFinite).min().orElse(0);
    double most = Arrays.stream(peaks).filter(Double::isFinite).max().orElse(0);
    String levels = blocks ? BLOCKS : ASCII;
    StringBuilder line = new StringBuilder(peaks.length);
    for (double peak : peaks) {
      line.append(Double.isFinite(peak) ? levels.charAt(level(peak, least, most)) : ' ');
    }
    return line.toString();
  }

  private static double[] peaks(double[] values, int width) {
    double[] peaks = new double[width];
    Arrays.fill(peaks, Double.NaN);
    for (int i = 0; i < values.length; i++) {
      int part = (int) ((long) i * width / values.length);
      if (Double.isFinite(values[i]) && !(peaks[part] >= values[i])) {
        peaks[part] = values[i];
      }
    }
    return peaks;
  }

  /** What does not change is a flat line at the bottom. */
  private static int level(double value, double least, double most) {
    int top = BLOCKS.length() - 1;
    return most > least ? (int) Math.round((value - least) / (most - least) * top) : 0;
  }

  /** Returns whether standard output takes the block characters; Java 17 has a name of its own. */
  static boolean blocksAreShown() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    boolean known = name != null && Charset.isSupported(name);
    Charset charset = known ? Charset.forName(name) : Charset.defaultCharset();
    return charset.equals(StandardCharsets.UTF_8);
  }
}
