package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Everything that counts, in Prometheus' text format. Thread-safe. */
public final class PrometheusEndpoint implements Endpoint {
  private final PrometheusFigures figures;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  /** Shows the figures of {@code runtime}. */
  public PrometheusEndpoint(AgentInfo info, LatchkeyRuntime runtime) {
    figures = new PrometheusFigures(info, runtime);
  }

  @Override
  public String path() {
    return "/metrics";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, figures.now(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException impossible) {
      throw Problem.internal(impossible);
    }
    return Reply.text(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
  }
}
