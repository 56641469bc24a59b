package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bad night: much fires, all phases are on, and everybody has long names. */
class StatusScreenTest {
  private static final URI ADDRESS = URI.create("http://127.0.0.1:7171/");
  private static final List<String> PHASES =
      List.of("jwks", "jwt", "session", "pool", "integrated");

  private final Map<String, JsonNode> answers = new HashMap<>();

  private void answer(String name, String json) throws IOException {
    answers.put(name, Json.read(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String list(String name, int count, String item) {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < count; i++) {
      items.append(i == 0 ? "" : ",").append(item.replace("#", String.valueOf(i)));
    }
    return "{\"" + name + "\":[" + items + "]}";
  }

  @BeforeEach
  void happens() throws IOException {
    answer(
        "status",
        """
        {"verdict":{"level":"bad","text":"2 targets have switched themselves off. Auth p95 842 ms at
         1240/s, 88.31 % succeed. On: jwks for 100 % (hit 99.98 %), jwt for 100 % (hit 97.31 %),
         session for 50 % (hit 84.10 %), pool for 100 %, integrated for 10 %. Latchkey counted 3
         failures of its own."},
         "agent":{"application":"com.example.orders.service.OrdersApplication","pid":4121},
         "uptimeSeconds":93784,"agentErrors":3,
         "targets":{"woven":31,"waiting":41,"switchedOff":2}}
        """
            .replace("\n", ""));
    answer(
        "summary",
        """
        {"auth":{"p50Millis":3.1,"p95Millis":842,"p99Millis":1904},"ratePerSecond":1240.3,
         "successRatio":0.8831,"failures":{"database":812,"timeout":40,"rejected":19,"other":0},
         "meanMillisByLayer":{"auth":0.31,"jwks":61.2,"jwt":9.1,"session":21.4,"db":14.9,"crypto":0,
         "other":null},
         "overallHitRatio":0.931,"hitRatio":{"jwks":0.9998,"jwt":0.9731,"session":0.841},
         "connectionsOpen":12,
         "system":{"processCpuRatio":0.71,"heapUsedBytes":412000000,"heapMaxBytes":2147483648,
         "threads":218},
         "agent":{"cpuRatio":0.006,"heapBytes":11000000}}
        """);
    StringBuilder phases = new StringBuilder();
    for (String each : PHASES) {
      phases
          .append(phases.length() == 0 ? "" : ",")
          .append(
              """
              {"id":"%s","enabled":true,"rollout":100,"changedAt":"2020-01-01T03:11:00Z",
               "changedBy":"alice","guard":{"sentence":"Safe: mean 0.36 times control (0.28 to 0.43),
               3,250 treated and 28,309 control calls in 38 slots."}}
              """
                  .formatted(each)
                  .replace("\n", ""));
    }
    answer("phases", "{\"phases\":[" + phases + "]}");
    answer(
        "caches",
        "{\"caches\":[{\"layer\":\"jwks\",\"entries\":3,\"maxEntries\":200,\"outages\":2},"
            + "{\"layer\":\"jwt\",\"entries\":48211,\"maxEntries\":50000},"
            + "{\"layer\":\"session\",\"entries\":19004,\"maxEntries\":50000}]}");
    answer(
        "alerts",
        list(
            "alerts",
            5,
            "{\"id\":\"slow-auth-#\",\"state\":\"firing\",\"severity\":\"critical\",\"since\":"
                + "\"2020-01-01T03:11:00Z\",\"acknowledgedBy\":null,\"text\":\"auth.p95 is 842 ms,"
                + " and auth.p95 > 500ms for 2m since then\"}"));
    answer(
        "events",
        list(
            "events",
            9,
            "{\"at\":\"2020-01-01T03:1#:00Z\",\"actor\":\"auto\",\"text\":\"Phase session, step 2 of"
                + " 3 (50 %), was rolled back: mean 1.31 times control (1.2 to 1.4)\"}"));
  }

  private List<String> screen() {
    return new StatusScreen(answers, ADDRESS, Terminal.Size.LEAST, (level, word) -> word).lines();
  }

  @Test
  void isOneScreenHoweverBadTheNightIs() {
    List<String> lines = screen();
    assertThat(lines).as(String.join("\n", lines)).hasSizeLessThanOrEqualTo(23);
    assertThat(lines).allMatch(line -> line.length() <= 80);
  }

  @Test
  void hasTheAnswersOfTheNight() {
    String text = String.join("\n", screen());
    assertThat(text)
        .as("is it broken?")
        .contains("verdict   BAD  2 targets", "success 88.3 %", "database 812");
    assertThat(text).as("what fires?").contains("slow-auth-0", "2 more fire");
    assertThat(text).as("what eats the time?").contains("jwks 61.2 ms").doesNotContain("crypto");
    assertThat(text)
        .as("what is on, since when, who?")
        .contains("session     on for 100 %", "alice");
    assertThat(text).as("is it us?").contains("latchkey  cpu 0.60 %", "failures 3", "2 off");
    assertThat(text).as("what happened last?").contains("was rolled back");
    assertThat(text).as("what do I press?").contains("latchkey off");
  }

  @Test
  void isWholeForScripts() {
    List<String> records =
        new StatusScreen(answers, ADDRESS, null, (level, word) -> word).records();
    assertThat(records)
        .anyMatch(line -> line.startsWith("phases\tjwks") && line.endsWith("in 38 slots."))
        .filteredOn(line -> line.startsWith("last\t"))
        .hasSize(5)
        .allMatch(line -> line.endsWith("(1.2 to 1.4) (auto)"));
  }

  @Test
  void paintsTheWordThatSaysHowBadItIs() {
    List<String> lines =
        new StatusScreen(
                answers, ADDRESS, Terminal.Size.LEAST, (level, word) -> level + "<" + word + ">")
            .lines();
    assertThat(lines.get(0)).startsWith("verdict   bad<BAD>  2 targets");
    assertThat(lines).anyMatch(line -> line.startsWith("alerts    bad<slow-auth-0>  since"));
  }
}
