package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Everything that counts, for Prometheus: in its text format, or in OpenMetrics where that is asked
 * for, which has exemplars. Thread-safe.
 */
public final class MetricsEndpoint {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final Supplier<MetricSnapshots> figures;
  private final IntSupplier clients;

  /**
   * Reads from these.
   *
   * @param clients how many dashboards are connected
   */
  public MetricsEndpoint(Supplier<MetricSnapshots> figures, IntSupplier clients) {
    this.figures = figures;
    this.clients = clients;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/metrics", Set.of("name[]"), this::answer));
  }

  private Reply answer(Call call) {
    boolean open = call.header("accept").orElse("").contains(OPEN_METRICS);
    ExpositionFormatWriter writer =
        open ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
    var bytes = new ByteArrayOutputStream(1 << 13);
    try {
      writer.write(bytes, snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(200, writer.getContentType(), bytes.toByteArray(), Map.of("Vary", "Accept"));
  }

  private MetricSnapshots snapshots() {
    var all = new ArrayList<MetricSnapshot>();
    figures.get().forEach(all::add);
    all.add(
        MetricsSnapshots.gauge(
            "latchkey_dashboard_clients",
            "Dashboards connected to the live feed.",
            List.of(MetricsSnapshots.value(clients.getAsInt(), Labels.EMPTY))));
    return new MetricSnapshots(all);
  }
}
