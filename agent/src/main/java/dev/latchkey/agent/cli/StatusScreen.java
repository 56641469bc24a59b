package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} shows, the most urgent first: on a terminal one screen, elsewhere all of it.
 * Immutable.
 */
final class StatusScreen {
  private static final int LABEL = 10;

  /** The last line, and the one that the prompt takes. */
  private static final int AROUND = 2;

  /** The worst is said first. */
  private static final int VERDICT_LINES = 3;

  /** What words that go to the next line leave free. */
  private static final int BREAKS = 30;

  private static final int MOST_EVENTS = 5;
  private static final int FEWEST_EVENTS = 2;
  private static final int ALERTS = 3;
  private static final Set<String> FIRING = Set.of("firing", "acknowledged");
  private static final String GAP = "  ";

  private final Map<String, JsonNode> answers;
  private final URI address;
  private final Terminal.@Nullable Size room;
  private final BinaryOperator<String> paint;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One line, or more where it is wrapped.
   *
   * @param level of the first word, for its colour; empty for none
   */
  private record Row(String label, String level, String text) {}

  /**
   * Puts the answers in their order.
   *
   * @param room the screen that it has to be on; null where nothing is cut
   * @param paint makes a word of a level coloured
   */
  StatusScreen(
      Map<String, JsonNode> answers,
      URI address,
      Terminal.@Nullable Size room,
      BinaryOperator<String> paint) {
    this.answers = answers;
    this.address = address;
    this.room = room;
    this.paint = paint;
    verdict();
    alerts();
    figures();
    phases();
    caches();
    system();
    agent();
    int lines = rows.stream().mapToInt(row -> (int) fitted(row).lines().count()).sum() + AROUND;
    int left = room == null ? MOST_EVENTS : room.lines() - lines;
    events(Math.max(FEWEST_EVENTS, Math.min(MOST_EVENTS, left)));
  }

  /** Returns a record a line, uncut. */
  List<String> records() {
    return rows.stream().map(row -> row.label() + "\t" + row.text()).toList();
  }

  /** Returns what people see. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String before = "";
    for (Row row : rows) {
      String label = row.label().equals(before) ? "" : row.label();
      lines.addAll((label + " ".repeat(LABEL - label.length()) + painted(row)).lines().toList());
      before = row.label();
    }
    lines.add("Everything off at once: latchkey off. Browser: latchkey open.");
    return lines;
  }

  /**
   * Sentences are wrapped where they matter most, and cut where there is a command for the rest.
   */
  private String fitted(Row row) {
    if (room == null) {
      return row.text();
    }
    int width = room.columns() - LABEL;
    return row.label().equals("verdict")
        ? Wrapped.text(Text.cut(row.text(), VERDICT_LINES * width - BREAKS), LABEL, room.columns())
        : Text.cut(row.text(), width);
  }

  private String painted(Row row) {
    String text = fitted(row);
    if (row.level().isEmpty()) {
      return text;
    }
    int end = text.indexOf(GAP);
    return end < 0
        ? paint.apply(row.level(), text)
        : paint.apply(row.level(), text.substring(0, end)) + text.substring(end);
  }

  private void row(String label, String text) {
    rows.add(new Row(label, "", text));
  }

  private JsonNode of(String answer) {
    return answers.getOrDefault(answer, NullNode.instance);
  }

  private void verdict() {
    JsonNode verdict = of("status").path("verdict");
    String level = verdict.path("level").asText();
    String word =
        switch (level) {
          case "ok" -> "OK";
          case "warn" -> "LOOK";
          case "bad" -> "BAD";
          default -> "NO DATA";
        };
    rows.add(new Row("verdict", level, word + GAP + Text.of(verdict.path("text"))));
  }

  /** What fires, whether somebody has seen it or not; the rest is in {@code alerts}. */
  private void alerts() {
    int firing = 0;
    for (JsonNode alert : of("alerts").path("alerts")) {
      if (FIRING.contains(alert.path("state").asText()) && firing++ < ALERTS) {
        String by = alert.path("acknowledgedBy").asText("");
        String seen = by.isEmpty() || by.equals("null") ? "" : ", seen by " + Text.printable(by);
        rows.add(
            new Row(
                "alerts",
                alert.path("severity").asText().equals("critical") ? "bad" : "warn",
                Text.of(alert.path("id"))
                    + GAP
                    + "since "
                    + Text.time(alert.path("since"))
                    + seen
                    + ": "
                    + Text.of(alert.path("text"))));
      }
    }
    if (firing == 0) {
      row("alerts", "none fires");
    } else if (firing > ALERTS) {
      row("alerts", (firing - ALERTS) + " more fire; latchkey alerts");
    }
  }

  private void figures() {
    JsonNode summary = of("summary");
    JsonNode auth = summary.path("auth");
    row(
        "auth",
        "p50 "
            + Text.millis(auth.path("p50Millis"))
            + "  p95 "
            + Text.millis(auth.path("p95Millis"))
            + "  p99 "
            + Text.millis(auth.path("p99Millis"))
            + GAP
            + Text.rate(summary.path("ratePerSecond"))
            + "  success "
            + Text.percent(summary.path("successRatio")));
    String kinds = named(summary.path("failures"), StatusScreen::isMore, JsonNode::asText);
    if (!kinds.isEmpty()) {
      row("failing", kinds);
    }
    String means = named(summary.path("meanMillisByLayer"), StatusScreen::isMore, Text::millis);
    row("time", means.isEmpty() ? Text.NONE : means);
    String layers = named(summary.path("hitRatio"), ratio -> true, Text::percent);
    String all = "all " + Text.percent(summary.path("overallHitRatio"));
    row("hits", layers.isEmpty() ? all : all + GAP + layers);
  }

  private static boolean isMore(JsonNode figure) {
    return figure.asDouble(0) > 0;
  }

  /** Returns the figures of an object that are wanted, each behind its name. */
  private static String named(
      JsonNode figures, Predicate<JsonNode> wanted, Function<JsonNode, String> form) {
    return figures.properties().stream()
        .filter(each -> wanted.test(each.getValue()))
        .map(each -> Text.printable(each.getKey()) + " " + form.apply(each.getValue()))
        .collect(Collectors.joining(GAP));
  }

  private void phases() {
    for (JsonNode phase : of("phases").path("phases")) {
      row(
          "phases",
          "%-11s %-12s since %s by %s%s"
              .formatted(
                  Text.of(phase.path("id")),
                  PhasesCommand.mode(phase),
                  Text.time(phase.path("changedAt")),
                  Text.of(phase.path("changedBy")),
                  judged(phase)));
    }
  }

  private static String judged(JsonNode phase) {
    String sentence = phase.path("guard").path("sentence").asText();
    boolean runs = phase.path("enabled").asBoolean() && !sentence.isEmpty();
    return runs ? ": " + Text.printable(sentence) : "";
  }

  private void caches() {
    StringJoiner filled = new StringJoiner(GAP);
    for (JsonNode cache : of("caches").path("caches")) {
      long outages = cache.path("outages").asLong();
      filled.add(
          Text.of(cache.path("layer"))
              + " "
              + Text.of(cache.path("entries"))
              + " of "
              + Text.of(cache.path("maxEntries"))
              + (outages > 0 ? " (" + outages + " outages)" : ""));
    }
    row("caches", filled.length() == 0 ? Text.NONE : filled.toString());
  }

  private void system() {
    JsonNode system = of("summary").path("system");
    row(
        "system",
        "cpu "
            + Text.percent(system.path("processCpuRatio"))
            + "  heap "
            + Text.bytes(system.path("heapUsedBytes"))
            + " of "
            + Text.bytes(system.path("heapMaxBytes"))
            + "  threads "
            + Text.of(system.path("threads"))
            + "  connections "
            + Text.of(of("summary").path("connectionsOpen")));
  }

  /** Is it us? What the agent takes, and whether all of it works. */
  private void agent() {
    JsonNode status = of("status");
    JsonNode counts = status.path("targets");
    JsonNode cost = of("summary").path("agent");
    row(
        "latchkey",
        "cpu "
            + Text.percent(cost.path("cpuRatio"))
            + GAP
            + Text.bytes(cost.path("heapBytes"))
            + "  failures "
            + Text.of(status.path("agentErrors"))
            + "  targets "
            + Text.of(counts.path("woven"))
            + " woven, "
            + Text.of(counts.path("waiting"))
            + " waiting, "
            + Text.of(counts.path("switchedOff"))
            + " off");
    JsonNode agent = status.path("agent");
    row(
        "in",
        address
            + ", pid "
            + Text.of(agent.path("pid"))
            + ", up "
            + Text.duration(status.path("uptimeSeconds").asLong())
            + ", "
            + Text.of(agent.path("application")));
  }

  private void events(int most) {
    List<JsonNode> events = new ArrayList<>();
    of("events").path("events").forEach(events::add);
    for (JsonNode event : events.subList(Math.max(0, events.size() - most), events.size())) {
      row(
          "last",
          Text.time(event.path("at"))
              + GAP
              + Text.of(event.path("text"))
              + " ("
              + Text.of(event.path("actor"))
              + ")");
    }
  }
}
