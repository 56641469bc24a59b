package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.SpanListener;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An application in simulated time whose seconds are measured as real ones are. */
public final class MeasuredApp {
  public final ManualTicker ticker;
  private final Metrics metrics;
  private final OperationTracker tracker;
  private final Random random = new Random(7);
  private final List<Span> spans = new ArrayList<>();

  public MeasuredApp(ManualTicker ticker) {
    this.ticker = ticker;
    metrics = new Metrics(ticker, 60);
    metrics.onSpan((second, span) -> spans.add(span));
    tracker = new OperationTracker(metrics, ticker);
    tracker.authTargetsConfigured(true);
  }

  public void tell(SpanListener listener) {
    metrics.onSpan(listener);
  }

  /** One second in which operations of these lengths ended; a negative one failed. */
  public Span second(double... millis) {
    long end = ticker.wallMillis() + 1000;
    for (double each : millis) {
      var operation = tracker.enter(Layer.AUTH, 1);
      ticker.advance(Duration.ofNanos(Math.round(Math.abs(each) * 1_000_000)));
      tracker.exit(operation, 1, each < 0);
    }
    if (ticker.wallMillis() < end) {
      ticker.advance(Duration.ofMillis(end - ticker.wallMillis()));
    }
    metrics.tick();
    return spans.get(spans.size() - 1);
  }

  /** Times with a tail, as those of authentications are. */
  public double[] times(int count, double medianMillis) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = medianMillis * Math.exp(random.nextGaussian());
    }
    return times;
  }
}
