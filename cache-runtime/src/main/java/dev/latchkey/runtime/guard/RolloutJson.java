package dev.latchkey.runtime.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.BoundedJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans and decisions as JSON. Thread-safe. */
final class RolloutJson {
  private static final int FORMAT = 1;
  private static final int MOST_TEXT = 2_000;
  private static final int MOST_DECISIONS = 20;

  /**
   * Made with the first plan: Jackson opens the JDK's file system, before main a choice too many.
   */
  private static final class Mapper {
    static final ObjectMapper INSTANCE = new ObjectMapper(BoundedJson.factory(MOST_TEXT));
  }

  /**
   * What is kept of one phase.
   *
   * @param version of the phase as the plan has set it
   */
  record Kept(
      Phase phase,
      Rollout rollout,
      long version,
      Optional<Baseline> baseline,
      List<Decision> decisions) {}

  byte[] write(List<Kept> lanes) throws IOException {
    return Mapper.INSTANCE.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree(lanes));
  }

  /** Returns the same in one line. */
  String line(List<Kept> lanes) {
    return tree(lanes).toString();
  }

  private static ObjectNode tree(List<Kept> lanes) {
    ObjectNode root = Mapper.INSTANCE.createObjectNode().put("format", FORMAT);
    ArrayNode phases = root.putArray("phases");
    for (Kept kept : lanes) {
      Rollout rollout = kept.rollout();
      ObjectNode phase = phases.addObject().put("phase", kept.phase().id());
      phase.put("status", rollout.status().name()).put("step", rollout.step());
      ArrayNode steps = phase.putArray("steps");
      rollout.plan().steps().forEach(steps::add);
      phase.put("holdBackPercent", rollout.plan().holdBackPercent());
      phase.put("stepBegan", rollout.stepBegan().toString());
      phase.put("rollbacks", rollout.rollbacks()).put("version", kept.version());
      rollout.coolDownUntil().ifPresent(until -> phase.put("coolDownUntil", until.toString()));
      kept.baseline().ifPresent(baseline -> write(baseline, phase.putObject("baseline")));
      ArrayNode decisions = phase.putArray("decisions");
      kept.decisions().forEach(decision -> write(decision, decisions.addObject()));
    }
    return root;
  }

  private static void write(Baseline baseline, ObjectNode to) {
    to.put("at", baseline.at().toString()).put("meanNanos", baseline.meanNanos());
    to.put("p50Nanos", baseline.p50Nanos()).put("p95Nanos", baseline.p95Nanos());
    to.put("samples", baseline.samples());
  }

  private static Optional<Baseline> baseline(JsonNode from) {
    return from.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Baseline(
                Instant.parse(from.path("at").asText()),
                from.path("meanNanos").asDouble(Double.NaN),
                from.path("p50Nanos").asDouble(Double.NaN),
                from.path("p95Nanos").asDouble(Double.NaN),
                from.path("samples").asLong()));
  }

  private static void write(Decision decision, ObjectNode to) {
    to.put("at", decision.at().toString());
    to.put("kind", decision.kind()).put("actor", decision.actor());
    to.put("step", decision.step()).put("percent", decision.percent());
    to.put("minute", decision.minute()).put("test", decision.test());
    number(to, "value", decision.value());
    number(to, "low", decision.low());
    number(to, "high", decision.high());
    number(to, "limit", decision.limit());
    to.put("treatedSamples", decision.treatedSamples());
    to.put("controlSamples", decision.controlSamples());
    to.put("slots", decision.slots()).put("sentence", decision.sentence());
  }

  private static void number(ObjectNode to, String name, double value) {
    if (Double.isFinite(value)) {
      to.put(name, value);
    }
  }

  /**
   * Returns what was written.
   *
   * @throws IOException when it is not what {@link #write} writes
   */
  List<Kept> read(byte[] json) throws IOException {
    try {
      JsonNode root = Mapper.INSTANCE.readTree(json);
      if (root == null || root.path("format").asInt() != FORMAT) {
        throw new IOException("not of format " + FORMAT);
      }
      List<Kept> lanes = new ArrayList<>();
      for (JsonNode phase : root.path("phases")) {
        Optional<Phase> known = Phase.of(phase.path("phase").asText());
        if (known.isPresent()) {
          lanes.add(
              new Kept(
                  known.get(),
                  rollout(phase),
                  phase.path("version").asLong(),
                  baseline(phase.path("baseline")),
                  decisions(phase)));
        }
      }
      return lanes;
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new IOException(wrong.getMessage(), wrong);
    }
  }

  private static Rollout rollout(JsonNode phase) {
    List<Integer> steps = new ArrayList<>();
    phase.path("steps").forEach(step -> steps.add(step.asInt()));
    Plan plan = new Plan(steps, phase.path("holdBackPercent").asInt());
    int step = phase.path("step").asInt();
    if (step < 0 || step >= steps.size()) {
      throw new IllegalArgumentException("there is no step " + step);
    }
    return new Rollout(
        plan,
        Rollout.Status.valueOf(phase.path("status").asText()),
        step,
        Instant.parse(phase.path("stepBegan").asText()),
        Math.max(0, phase.path("rollbacks").asInt()),
        phase.has("coolDownUntil")
            ? Optional.of(Instant.parse(phase.path("coolDownUntil").asText()))
            : Optional.empty());
  }

  private static List<Decision> decisions(JsonNode phase) {
    List<Decision> decisions = new ArrayList<>();
    for (JsonNode each : phase.path("decisions")) {
      if (decisions.size() < MOST_DECISIONS) {
        decisions.add(decision(each));
      }
    }
    return decisions;
  }

  private static Decision decision(JsonNode from) {
    return new Decision(
        Instant.parse(from.path("at").asText()),
        from.path("kind").asText(),
        from.path("actor").asText(),
        from.path("step").asInt(),
        from.path("percent").asInt(),
        from.path("minute").asLong(),
        from.path("test").asText(),
        from.path("value").asDouble(Double.NaN),
        from.path("low").asDouble(Double.NaN),
        from.path("high").asDouble(Double.NaN),
        from.path("limit").asDouble(Double.NaN),
        from.path("treatedSamples").asLong(),
        from.path("controlSamples").asLong(),
        from.path("slots").asLong(),
        from.path("sentence").asText());
  }
}
