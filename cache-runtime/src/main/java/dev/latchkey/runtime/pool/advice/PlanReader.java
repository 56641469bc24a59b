package dev.latchkey.runtime.pool.advice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.runtime.pool.advice.QueryPlan.SequentialScan;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code EXPLAIN (FORMAT JSON, VERBOSE)} prints. Thread-safe. */
final class PlanReader {
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Returns the plan.
   *
   * @throws IllegalArgumentException if the text is no plan
   */
  QueryPlan read(String text) {
    JsonNode plan;
    try {
      plan = json.readTree(text).path(0).path("Plan");
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("not a plan in JSON", notJson);
    }
    if (!plan.isObject()) {
      throw new IllegalArgumentException("no 'Plan' in what EXPLAIN printed");
    }
    List<SequentialScan> scans = new ArrayList<>();
    collect(plan, scans);
    return new QueryPlan(plan.path("Total Cost").asDouble(), scans);
  }

  private static void collect(JsonNode step, List<SequentialScan> scans) {
    if (step.path("Node Type").asText().equals("Seq Scan") && step.has("Filter")) {
      scans.add(
          new SequentialScan(
              step.path("Schema").asText(),
              step.path("Relation Name").asText(),
              step.path("Filter").asText(),
              step.path("Total Cost").asDouble()));
    }
    step.path("Plans").forEach(inner -> collect(inner, scans));
  }
}
