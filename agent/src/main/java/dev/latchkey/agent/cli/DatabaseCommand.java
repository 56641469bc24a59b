package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the application asks its databases, and through which pools. */
@Command(
    name = "db",
    description = {
      "Connection pools, the statements that took most time in the last 15 minutes,",
      "without their values, and what could be made better."
    })
final class DatabaseCommand extends ApiCommand {
  private static final String PATH = "/api/v1/database/";

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "So many statements; default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode pools = client.read(PATH + "pools");
    JsonNode statements = client.read(PATH + "statements");
    JsonNode advice = client.read(PATH + "advice");
    if (output.isJson()) {
      output
          .out()
          .println(
              Json.text(
                  Map.of(
                      "pools", pools.path("pools"),
                      "statements", statements.path("statements"),
                      "advice", advice.path("advice"))));
      return;
    }
    output.table(
        List.of("POOL", "STATE", "ACTIVE", "IDLE", "OPENED", "REUSED", "LEAKS"), pools(pools));
    separate(output);
    output.table(
        List.of("STATEMENT", "CALLS", "ERRORS", "MEAN", "P95", "SHARE", "TEXT"),
        statements(statements));
    separate(output);
    output.table(List.of("ADVICE", "SCORE", "FINDING", "SUGGESTION"), advice(advice));
  }

  /** Scripts tell the kinds of records by the first field. */
  private static void separate(Output output) {
    if (!output.isPlain()) {
      output.out().println();
    }
  }

  private static List<List<String>> pools(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode pool : answer.path("pools")) {
      rows.add(
          List.of(
              Text.of(pool.path("id")),
              Text.of(pool.path("state")),
              Text.of(pool.path("active")),
              Text.of(pool.path("idle")),
              Text.of(pool.path("opened")),
              Text.of(pool.path("reused")),
              Text.of(pool.path("leaks"))));
    }
    return rows;
  }

  private List<List<String>> statements(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode statement : answer.path("statements")) {
      if (rows.size() < limit) {
        rows.add(
            List.of(
                Text.of(statement.path("id")),
                Text.of(statement.path("calls")),
                Text.of(statement.path("errors")),
                Text.millis(statement.path("meanMillis")),
                Text.millis(statement.path("p95Millis")),
                Text.percent(statement.path("timeRatio")),
                Text.of(statement.path("shape"))));
      }
    }
    return rows;
  }

  private static List<List<String>> advice(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : answer.path("advice")) {
      rows.add(
          List.of(
              Text.of(each.path("id")),
              Text.of(each.path("score")),
              Text.of(each.path("finding")),
              Text.of(each.path("suggestion"))));
    }
    return rows;
  }
}
