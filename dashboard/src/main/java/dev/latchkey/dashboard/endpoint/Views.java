package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.SystemSummary;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.ManagedCache;
import java.util.Locale;
import java.util.Map;

/** The JSON forms of what the runtime tells; numbers carry their unit in their name. Stateless. */
public final class Views {
  private Views() {}

  /** Returns a phase. */
  public static ObjectNode phase(PhaseState state) {
    return Json.object()
        .put("id", state.phase().id())
        .put("number", state.phase().number())
        .put("available", state.available())
        .put("enabled", state.enabled())
        .put("rollout", state.rolloutPercent())
        .put("version", state.version())
        .put("changedAt", state.changedAt().toString())
        .put("changedBy", state.changedBy());
  }

  /** Returns an event. */
  public static ObjectNode event(Event event) {
    return Json.object()
        .put("id", event.id())
        .put("at", event.at().toString())
        .put("kind", event.kind())
        .put("severity", event.severity().name().toLowerCase(Locale.ROOT))
        .put("actor", event.actor())
        .put("text", event.text());
  }

  static ObjectNode summary(Summary summary) {
    ObjectNode json = Json.object();
    json.put("at", summary.at().toString()).put("windowSeconds", summary.window().toSeconds());
    json.set("auth", latency(summary.auth()));
    Json.put(json, "ratePerSecond", summary.ratePerSecond());
    Json.put(json, "successRatio", summary.successRatio());
    ObjectNode hitRatio = json.putObject("hitRatio");
    for (Layer layer : summary.outcomes().keySet()) {
      Json.put(hitRatio, layer.id(), summary.hitRatio(layer));
    }
    ObjectNode outcomes = json.putObject("outcomes");
    summary.outcomes().forEach((layer, counts) -> outcomes.set(layer.id(), outcomes(counts)));
    ObjectNode means = json.putObject("meanMillisByLayer");
    summary.meanMillisByLayer().forEach((layer, millis) -> Json.put(means, layer.id(), millis));
    json.put("connectionsOpened", summary.connectionsOpened());
    json.set("system", system(summary.system()));
    return json;
  }

  static ObjectNode target(TargetSnapshot target) {
    ObjectNode json = Json.object();
    json.put("name", target.info().name())
        .put("layer", target.info().layer().id())
        .put("class", target.info().className())
        .put("method", target.info().method())
        .put("match", target.info().match())
        .put("source", target.info().source())
        .put("state", target.weaving().state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("reason", target.weaving().reason());
    ArrayNode woven = json.putArray("woven");
    target.weaving().woven().forEach(woven::add);
    json.put("calls", target.calls()).put("errors", target.errors());
    json.set("outcomes", outcomes(target.outcomes()));
    json.set("latency", latency(target.latency()));
    return json;
  }

  static ObjectNode cache(ManagedCache cache) {
    CacheStats stats = cache.stats();
    return Json.object()
        .put("layer", cache.layer().id())
        .put("entries", stats.entries())
        .put("maxEntries", stats.maxEntries())
        .put("weightBytes", stats.weightBytes())
        .put("stored", stats.stored())
        .put("refused", stats.refused())
        .put("evicted", stats.evicted())
        .put("expired", stats.expired())
        .put("invalidated", stats.invalidated());
  }

  private static ObjectNode outcomes(Map<CacheOutcome, Long> counts) {
    ObjectNode json = Json.object();
    counts.forEach((outcome, count) -> json.put(outcome.id(), count));
    return json;
  }

  private static ObjectNode latency(LatencySummary latency) {
    ObjectNode json = Json.object().put("count", latency.count());
    Json.put(json, "meanMillis", latency.meanMillis());
    Json.put(json, "p50Millis", latency.p50Millis());
    Json.put(json, "p95Millis", latency.p95Millis());
    Json.put(json, "p99Millis", latency.p99Millis());
    Json.put(json, "maxMillis", latency.maxMillis());
    return json;
  }

  private static ObjectNode system(SystemSummary system) {
    ObjectNode json = Json.object();
    Json.put(json, "processCpuRatio", system.processCpuRatio());
    Json.put(json, "systemCpuRatio", system.systemCpuRatio());
    Json.put(json, "heapUsedBytes", system.heapUsedBytes());
    Json.put(json, "heapMaxBytes", system.heapMaxBytes());
    Json.put(json, "gcPauseMillis", system.gcPauseMillis());
    Json.put(json, "threads", system.threads());
    return json;
  }
}
