package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.metrics.Metrics;
import java.util.Set;

/** Whether figures are being taken. Thread-safe. */
public final class ReadyEndpoint implements Endpoint {
  private final Metrics metrics;

  /** Shows what it is given. */
  public ReadyEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String path() {
    return "/readyz";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    if (metrics.series().lastSeq() == 0) {
      throw Problem.busy("No second has been measured yet.");
    }
    return Reply.text("text/plain", "ready\n");
  }
}
