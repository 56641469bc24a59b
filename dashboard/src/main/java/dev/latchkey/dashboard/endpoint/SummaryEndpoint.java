package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Parameters;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.metrics.Metrics;
import java.util.Set;

/**
 * The key figures of the last seconds, a minute unless {@code window} says otherwise. Thread-safe.
 */
public final class SummaryEndpoint implements Endpoint {
  private static final int MINUTE = 60;

  private final Metrics metrics;

  /** Shows {@code metrics}. */
  public SummaryEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String path() {
    return "/api/v1/summary";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    return Reply.json(
        Views.summary(metrics.summary(Parameters.seconds(request, "window", MINUTE, MINUTE))));
  }
}
