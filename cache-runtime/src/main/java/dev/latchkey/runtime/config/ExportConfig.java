package dev.latchkey.runtime.config;

import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where measurements go besides the dashboard. Immutable.
 *
 * @param otlp the collector that metrics are sent to; empty for none
 * @param jfrThreshold auth operations that take this long are events of the JDK's Flight Recorder
 *     while it records: 0 to 1 minute, default 20 ms
 * @param timingClients whose responses tell how long authentication took; empty for nobody's, which
 *     is the default
 */
public record ExportConfig(
    Optional<Otlp> otlp, Duration jfrThreshold, List<AddressRange> timingClients) {
  /** What is slow enough for an event when the file does not say. */
  public static final Duration DEFAULT_JFR_THRESHOLD = Duration.ofMillis(20);

  static final Duration MAX_JFR_THRESHOLD = Duration.ofMinutes(1);

  /** More would be looked through with each response. */
  static final int MAX_TIMING_CLIENTS = 64;

  /** Checks the ranges and copies the list. */
  public ExportConfig {
    timingClients = List.copyOf(timingClients);
    Checks.range("threshold", jfrThreshold, Duration.ZERO, MAX_JFR_THRESHOLD);
  }

  /**
   * A collector that takes OTLP over HTTP.
   *
   * @param endpoint http or https; the metrics' path {@code /v1/metrics} is added where it has none
   * @param interval between two exports: 1 second to 5 minutes, default 10 seconds
   * @param headersFile lines of {@code Name: value} that go with each request; empty for none
   */
  public record Otlp(URI endpoint, Duration interval, Optional<File> headersFile) {
    /** The time between two exports when the file does not say. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    static final Duration MAX_INTERVAL = Duration.ofMinutes(5);

    private static final String METRICS_PATH = "/v1/metrics";

    /** Checks the range. */
    public Otlp {
      Checks.range("interval", interval, MIN_INTERVAL, MAX_INTERVAL);
    }

    /** Returns the address that metrics are posted to. */
    public URI metricsAddress() {
      String path = endpoint.getRawPath();
      return path == null || path.isEmpty() || path.equals("/")
          ? endpoint.resolve(METRICS_PATH)
          : endpoint;
    }
  }
}
