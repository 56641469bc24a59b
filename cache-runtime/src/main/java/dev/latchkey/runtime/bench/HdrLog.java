package dev.latchkey.runtime.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes the seconds of scenarios as an HdrHistogram log (version 1.3): a tag for each scenario,
 * times in nanoseconds. Confined to one thread.
 */
public final class HdrLog implements Closeable {
  private static final double MAX_VALUE_UNIT = 1e6;

  private final PrintStream out;
  private final HistogramLogWriter writer;
  private long base = -1;

  /** Begins a log. */
  public HdrLog(OutputStream to) {
    out = new PrintStream(to, false, StandardCharsets.UTF_8);
    writer = new HistogramLogWriter(out);
  }

  /**
   * Adds a second.
   *
   * @param at milliseconds since 1970 when it began
   * @throws IOException when the disk is full, or the file cannot be written any more
   */
  public void add(String tag, long at, Histogram second) throws IOException {
    if (base < 0) {
      base = at;
      writer.outputComment("latchkey bench, nanoseconds from when each request was due");
      writer.outputLogFormatVersion();
      writer.outputStartTime(at);
      writer.setBaseTime(at);
      writer.outputLegend();
    }
    second.setTag(tag);
    double from = (at - base) / 1000.0;
    writer.outputIntervalHistogram(from, from + 1, second, MAX_VALUE_UNIT);
    check();
  }

  /** A print stream keeps quiet about what went wrong. */
  private void check() throws IOException {
    if (out.checkError()) {
      throw new IOException("the HdrHistogram log cannot be written");
    }
  }

  @Override
  public void close() throws IOException {
    check();
    out.close();
  }
}
