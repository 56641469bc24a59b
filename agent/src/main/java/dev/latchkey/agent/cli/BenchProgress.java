package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.BenchWatch;
import java.io.IOException;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Shows how far a measurement has come, and keeps what there is. Confined to its thread. */
final class BenchProgress implements BenchWatch, AutoCloseable {
  private final Output output;
  private final BenchFolder folder;
  private final Halt halt;
  private @Nullable Progress bar;

  BenchProgress(Output output, BenchFolder folder, Halt halt) {
    this.output = output;
    this.folder = folder;
    this.halt = halt;
  }

  @Override
  public void begins(String what, double ratePerSecond, int seconds) {
    close();
    String title = String.format(Locale.ROOT, "%s at %.0f/s", what, ratePerSecond);
    bar = output.progress(title, seconds);
  }

  @Override
  public void second(Histogram latencies) {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public String stopped() {
    return halt.why();
  }

  @Override
  public void saved(BenchResult soFar) throws IOException {
    folder.keep(soFar);
  }

  @Override
  public void log(String scenario, long at, Histogram latencies) throws IOException {
    folder.log(scenario, at, latencies);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
