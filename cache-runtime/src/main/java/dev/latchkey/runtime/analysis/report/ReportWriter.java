package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.Forecast;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.analysis.report.Report.Bottleneck;
import dev.latchkey.runtime.analysis.report.Report.Gain;
import dev.latchkey.runtime.analysis.report.Report.Kpi;
import dev.latchkey.runtime.discovery.Proposal;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the report of what was measured. Immutable. */
public final class ReportWriter {
  private static final String DISCOVERY = "/api/v1/discovery";
  private static final List<Layer> LAYERS =
      List.of(Layer.JWKS, Layer.JWT, Layer.DB, Layer.SESSION, Layer.CRYPTO);

  private final Measurements seen;

  /** Reports these. */
  public ReportWriter(Measurements seen) {
    this.seen = seen;
  }

  /** Returns the report. */
  public Report report() {
    Summary summary = seen.summary();
    List<Bottleneck> bottlenecks = bottlenecks();
    List<Gain> gains = gains(bottlenecks);
    List<String> notes = new ArrayList<>(seen.findings().notes());
    seen.findings()
        .keepAway()
        .forEach(each -> notes.add("Keep nothing of " + each.method() + ": " + each.reason()));
    return new Report(
        summary.at(),
        seen.application(),
        seen.version(),
        basis(bottlenecks),
        summary.auth().count(),
        summary.auth().meanMillis(),
        summary.auth().p95Millis(),
        bottlenecks,
        new Defects(seen).found(),
        gains,
        Advice.strategy(bottlenecks, gains),
        Advice.roadmap(gains),
        Advice.RISKS,
        yaml(),
        kpis(),
        Advice.ROLLBACK,
        notes);
  }

  private String basis(List<Bottleneck> bottlenecks) {
    if (bottlenecks.isEmpty()) {
      return "No authentication was measured and none was found: there is nothing to report yet."
          + " Start discovery under load, or check that the application is called.";
    }
    return seen.knowOperations()
        ? "Shares are of the mean time of the auth operations of "
            + seen.period().words()
            + ", each layer without those inside it."
        : "Shares are of the time of the authentications that discovery found, or of the requests that"
            + " it watched where it found none, each method without the proposed ones inside it; what waits behind another thread's fetch or connect is"
            + " counted as that.";
  }

  private List<Bottleneck> bottlenecks() {
    return LAYERS.stream()
        .map(layer -> seen.knowOperations() ? measured(layer) : found(layer))
        .filter(each -> each.share() > 0)
        .sorted(Comparator.comparingDouble(Bottleneck::share).reversed())
        .toList();
  }

  private Bottleneck measured(Layer layer) {
    double millis = seen.millis(layer);
    List<String> methods =
        seen.targets().stream()
            .filter(target -> target.info().layer() == layer && target.calls() > 0)
            .map(target -> target.info().className() + "#" + target.info().method())
            .toList();
    return new Bottleneck(
        Advice.name(layer),
        layer.id(),
        millis / seen.summary().auth().meanMillis(),
        millis,
        methods,
        seen.period().measurement());
  }

  private Bottleneck found(Layer layer) {
    List<Proposal> mine =
        seen.findings().proposals().stream().filter(each -> each.layer() == layer).toList();
    double share =
        mine.stream().mapToDouble(each -> Double.isNaN(each.share()) ? 0 : each.share()).sum();
    double calls = mine.stream().mapToLong(Proposal::calls).sum();
    double millis =
        mine.stream()
            .mapToDouble(each -> each.calls() == 0 ? 0 : each.calls() * each.meanMillis())
            .sum();
    return new Bottleneck(
        Advice.name(layer),
        layer.id(),
        share,
        calls == 0 ? Double.NaN : millis / calls,
        mine.stream().map(each -> each.className() + "#" + each.method()).toList(),
        DISCOVERY);
  }

  private List<Gain> gains(List<Bottleneck> bottlenecks) {
    List<Gain> gains = new ArrayList<>();
    double saved = 0;
    double atMost = 0;
    for (Phase phase : List.of(Phase.JWKS, Phase.JWT, Phase.SESSION, Phase.POOL)) {
      Gain gain = gain(phase, bottlenecks);
      gains.add(gain);
      saved += Double.isNaN(gain.savedRatio()) ? 0 : gain.savedRatio();
      atMost += Double.isNaN(gain.atMost()) ? 0 : gain.atMost();
    }
    gains.add(
        new Gain(
            Phase.INTEGRATED.id(),
            Double.NaN,
            saved == 0 ? Double.NaN : Math.min(1, saved),
            Math.min(1, atMost),
            "What the four save together, before whole answers are kept.",
            "/api/v1/phases/" + Phase.INTEGRATED.id()));
    return gains;
  }

  private Gain gain(Phase phase, List<Bottleneck> bottlenecks) {
    Layer layer = Forecaster.layer(phase);
    double share =
        bottlenecks.stream()
            .filter(each -> each.layer().equals(layer.id()))
            .mapToDouble(Bottleneck::share)
            .findFirst()
            .orElse(Double.NaN);
    Optional<Forecast> forecast =
        seen.forecasts().stream().filter(each -> each.phase() == phase).findFirst();
    double saved = forecast.map(this::savedRatio).orElse(Double.NaN);
    return new Gain(
        phase.id(),
        forecast.map(Forecast::hitRatio).orElse(Double.NaN),
        saved,
        share,
        forecast.map(ReportWriter::words).orElse(nothingKnown(share)),
        "/api/v1/phases/" + phase.id());
  }

  private double savedRatio(Forecast forecast) {
    double millis =
        forecast.phase() == Phase.POOL
            ? Math.min(
                seen.millis(Layer.DB),
                seen.connectMillis() * seen.connectionsEach() * forecast.hitRatio())
            : forecast.savedMillis();
    return Math.max(0, Math.min(1, millis / forecast.authMillis()));
  }

  private static String words(Forecast forecast) {
    return String.format(
        Locale.ROOT,
        "From %d %s that this application made itself, about %d different%s.",
        forecast.samples(),
        forecast.phase() == Phase.POOL ? "connections" : "calls",
        forecast.keys(),
        forecast.settled() ? "" : ", watched for less than an answer would live");
  }

  private static String nothingKnown(double share) {
    return Double.isNaN(share)
        ? "Nothing of its layer was measured."
        : "Not predicted before targets of its layer are measured; it cannot save more than the"
            + " layer takes.";
  }

  private String yaml() {
    String items =
        seen.findings().proposals().stream()
            .map(each -> each.yaml().replaceFirst("targets:\n", ""))
            .collect(Collectors.joining());
    return "presets: auto\n" + (items.isEmpty() ? "" : "targets:\n" + items);
  }

  private List<Kpi> kpis() {
    Summary summary = seen.summary();
    String measurement = seen.period().measurement();
    return List.of(
        new Kpi(
            "Auth latency, mean",
            Words.millis(summary.auth().meanMillis()),
            "< 100 ms",
            measurement),
        new Kpi(
            "Auth latency, p95", Words.millis(summary.auth().p95Millis()), "< 250 ms", measurement),
        new Kpi("Auth success", Words.percent(summary.successRatio()), "as before", measurement),
        new Kpi(
            "JWKS hit rate", Words.percent(summary.hitRatio(Layer.JWKS)), "> 90 %", measurement),
        new Kpi("JWT hit rate", Words.percent(summary.hitRatio(Layer.JWT)), "> 80 %", measurement),
        new Kpi(
            "Session hit rate",
            Words.percent(summary.hitRatio(Layer.SESSION)),
            "> 85 %",
            measurement),
        new Kpi(
            "Connections opened a minute",
            String.valueOf(seen.connectionsAMinute()),
            "near 0",
            measurement),
        new Kpi(
            "Opening a connection",
            Words.millis(seen.connectMillis()),
            "< 10 ms",
            "/api/v1/targets"));
  }
}
