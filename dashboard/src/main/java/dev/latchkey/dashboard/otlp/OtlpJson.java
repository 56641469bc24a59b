package dev.latchkey.dashboard.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Writes figures as an {@code ExportMetricsServiceRequest} of OTLP 1, in the JSON form of protocol
 * buffers: 64-bit numbers are texts and enumerations are numbers. Everything counts from the start
 * of the agent on (cumulative temporality), so that an export that is lost is made up for by the
 * next. Names and labels are those of {@code /metrics}; what only tells versions is left out.
 * Immutable.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">the encoding</a>
 */
final class OtlpJson {
  private static final int CUMULATIVE = 2;
  // Not that of the API, which rounds for people: a counter of bytes would stand still.
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SCOPE = "dev.latchkey";

  private final Map<String, String> resource;
  private final String version;
  private final String startNanos;

  /**
   * Writes figures of this process.
   *
   * @param resource attributes of the process
   * @param version of the agent
   * @param started when everything began to count
   */
  OtlpJson(Map<String, String> resource, String version, Instant started) {
    this.resource = Map.copyOf(resource);
    this.version = version;
    startNanos = nanos(started);
  }

  byte[] bytes(MetricSnapshots figures, Instant at) {
    List<Object> metrics = new ArrayList<>();
    for (MetricSnapshot figure : figures) {
      metric(figure, nanos(at)).ifPresent(metrics::add);
    }
    var scope = Map.of("name", SCOPE, "version", version);
    var scoped = Map.of("scope", scope, "metrics", metrics);
    var whole =
        Map.of(
            "resource",
            Map.of("attributes", attributes(resource)),
            "scopeMetrics",
            List.of(scoped));
    try {
      return MAPPER.writeValueAsBytes(Map.of("resourceMetrics", List.of(whole)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Object> metric(MetricSnapshot figure, String at) {
    if (figure instanceof GaugeSnapshot gauge) {
      return named(figure, "gauge", points(gauge.getDataPoints(), each -> gauge(each, at)));
    }
    if (figure instanceof CounterSnapshot counter) {
      var sum = points(counter.getDataPoints(), each -> counter(each, at));
      sum.put("aggregationTemporality", CUMULATIVE);
      sum.put("isMonotonic", true);
      return named(figure, "sum", sum);
    }
    if (figure instanceof HistogramSnapshot histogram) {
      var whole = points(histogram.getDataPoints(), each -> histogram(each, at));
      whole.put("aggregationTemporality", CUMULATIVE);
      return named(figure, "histogram", whole);
    }
    if (figure instanceof SummarySnapshot summary) {
      return named(figure, "summary", points(summary.getDataPoints(), each -> summary(each, at)));
    }
    return Optional.empty();
  }

  private static Optional<Object> named(
      MetricSnapshot figure, String kind, Map<String, Object> data) {
    if (figure.getDataPoints().isEmpty()) {
      return Optional.empty();
    }
    var named = new LinkedHashMap<String, Object>();
    String name = figure.getMetadata().getPrometheusName();
    named.put("name", name);
    named.put("description", figure.getMetadata().getHelp());
    named.put("unit", unit(name));
    named.put(kind, data);
    return Optional.of(named);
  }

  private static String unit(String name) {
    if (name.endsWith("_seconds")) {
      return "s";
    }
    if (name.endsWith("_bytes")) {
      return "By";
    }
    return "1";
  }

  /** Makes a data point of a snapshot's. */
  private interface Form<P> {
    Map<String, Object> of(P point);
  }

  private static <P extends DataPointSnapshot> Map<String, Object> points(
      List<P> points, Form<P> form) {
    var data = new LinkedHashMap<String, Object>();
    data.put("dataPoints", points.stream().map(form::of).toList());
    return data;
  }

  private Map<String, Object> point(DataPointSnapshot point, String at, boolean counts) {
    var made = new LinkedHashMap<String, Object>();
    made.put("attributes", attributes(map(point.getLabels())));
    if (counts) {
      made.put("startTimeUnixNano", startNanos);
    }
    made.put("timeUnixNano", at);
    return made;
  }

  private Map<String, Object> gauge(GaugeDataPointSnapshot point, String at) {
    var made = point(point, at, false);
    made.put("asDouble", point.getValue());
    return made;
  }

  private Map<String, Object> counter(CounterDataPointSnapshot point, String at) {
    var made = point(point, at, true);
    made.put("asDouble", point.getValue());
    return made;
  }

  private Map<String, Object> histogram(HistogramDataPointSnapshot point, String at) {
    var made = point(point, at, true);
    var buckets = point.getClassicBuckets();
    List<String> counts = new ArrayList<>();
    List<Double> bounds = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      counts.add(Long.toString(buckets.getCount(i)));
      if (!Double.isInfinite(buckets.getUpperBound(i))) {
        bounds.add(buckets.getUpperBound(i));
      }
    }
    made.put("count", Long.toString(point.getCount()));
    made.put("sum", point.getSum());
    made.put("bucketCounts", counts);
    made.put("explicitBounds", bounds);
    return made;
  }

  private Map<String, Object> summary(SummaryDataPointSnapshot point, String at) {
    var made = point(point, at, true);
    made.put("count", Long.toString(point.getCount()));
    made.put("sum", point.getSum());
    return made;
  }

  private static Map<String, String> map(Labels labels) {
    var map = new LinkedHashMap<String, String>();
    labels.forEach(label -> map.put(label.getName(), label.getValue()));
    return map;
  }

  private static List<Object> attributes(Map<String, String> map) {
    List<Object> attributes = new ArrayList<>();
    map.forEach(
        (key, value) -> attributes.add(Map.of("key", key, "value", Map.of("stringValue", value))));
    return attributes;
  }

  private static String nanos(Instant at) {
    long nanos = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    return Long.toString(nanos);
  }
}
