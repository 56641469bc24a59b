package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.endpoint.TargetsEndpoint.Woven;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.metrics.WovenMethod;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of one target, for people. Immutable.
 *
 * @param isWoven whether something is, or would be
 * @param state where it stands, in a word or three
 * @param reason why it is not woven, or what is to be said of what is; may be empty
 */
record Explanation(
    String target, boolean isWoven, String state, String reason, List<WovenMethod> woven) {

  /** Reads a target of the HTTP API. */
  static Explanation of(JsonNode target) {
    List<WovenMethod> woven = new ArrayList<>();
    for (JsonNode method : target.path("woven")) {
      woven.add(
          new WovenMethod(
              method.path("class").asText(),
              method.path("method").asText(),
              method.path("loader").asText(),
              method.path("jar").asText(),
              method.path("version").asText()));
    }
    return new Explanation(
        target.path("name").asText(),
        target.path("state").asText().equals("woven"),
        target.path("state").asText().replace('_', ' '),
        target.path("reason").asText(),
        woven);
  }

  /** Takes a target of a dry run, in which nothing is loaded later. */
  static Explanation ofDryRun(TargetSnapshot target) {
    WeavingStatus status = target.weaving();
    boolean isWoven = status.state() == State.WOVEN;
    return new Explanation(
        target.info().name(),
        isWoven,
        isWoven ? "would be woven" : "would not be woven",
        status.reason().replace(" was loaded yet", " is on the class path"),
        status.woven().stream().map(Explanation::withoutLoader).toList());
  }

  private static WovenMethod withoutLoader(WovenMethod method) {
    return new WovenMethod(method.className(), method.method(), "", method.jar(), method.version());
  }

  /** What programs read, under the names that the HTTP API has for a target. */
  record View(String name, String state, String reason, List<Woven> woven) {}

  View view() {
    return new View(target, state, reason, woven.stream().map(Woven::of).toList());
  }

  void print(PrintWriter out) {
    out.println(target + ": " + state + (reason.isEmpty() ? "" : ", " + reason));
    for (WovenMethod method : woven) {
      out.println("    " + method + origin(method));
    }
  }

  private static String origin(WovenMethod method) {
    return (method.jar().isEmpty() ? "" : ", " + method.jar())
        + (method.version().isEmpty() ? "" : ", version " + method.version())
        + (method.loader().isEmpty() ? "" : ", loader " + method.loader());
  }
}
