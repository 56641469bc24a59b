package dev.latchkey.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Tells one page the seconds that a test makes up, in place of the agent, so that hours pass at
 * once. Everything else the page hears from the agent. Confined to the test's thread.
 */
public final class ToldFeed {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Page page;
  private final ObjectNode answer;
  private final long start;
  private final List<WebSocketRoute> feeds = new CopyOnWriteArrayList<>();
  private final List<Route> asked = new CopyOnWriteArrayList<>();
  private int answered;

  /**
   * Takes the feed's place on a page that is empty yet.
   *
   * @param real an answer of {@code /api/v1/timeseries}, for its series
   * @param start epoch second of number 0
   */
  public ToldFeed(Page page, JsonNode real, long start) {
    this.page = page;
    this.answer = (ObjectNode) real;
    this.start = start;
    page.route("**/api/v1/timeseries*", asked::add);
    page.routeWebSocket(Pattern.compile("/api/v1/live"), feeds::add);
  }

  /** Waits until the page has asked for the seconds once more than it was answered. */
  public void awaitQuestion() {
    page.waitForCondition(() -> asked.size() > answered);
  }

  /** Answers the oldest question with the seconds of these numbers. */
  public void answer(int first, int last) {
    ObjectNode told = answer.deepCopy().put("seq", last);
    ArrayNode times = told.putArray("times");
    ArrayNode columns = told.putArray("columns");
    for (int each = first; each <= last; each++) {
      times.add(start + each);
    }
    for (JsonNode unused : answer.get("series")) {
      ArrayNode column = columns.addArray();
      for (int each = first; each <= last; each++) {
        column.add(value(each));
      }
    }
    asked
        .get(answered++)
        .fulfill(
            new Route.FulfillOptions().setContentType("application/json").setBody(told.toString()));
  }

  /** Says that the feed goes on where the page stands. */
  public void hello() {
    page.waitForCondition(() -> !feeds.isEmpty());
    ObjectNode hello = JSON.createObjectNode().put("type", "hello").put("resumed", true);
    hello.set("epoch", answer.get("epoch"));
    hello.set("series", answer.get("series"));
    send(hello);
  }

  /** Says that more was missed than the feed sends again. */
  public void resync() {
    send(JSON.createObjectNode().put("type", "resync").put("reason", "gap"));
  }

  /** Tells one second. */
  public void tick(int number) {
    ObjectNode ticks = JSON.createObjectNode().put("type", "ticks");
    ObjectNode item = ticks.putArray("items").addObject();
    item.put("seq", number).put("t", start + number);
    ArrayNode values = item.putArray("v");
    answer.get("series").forEach(unused -> values.add(value(number)));
    send(ticks);
  }

  /** Returns the number of the newest second that the page knows; negative before the first. */
  public long newest() {
    return number("store.history.last() ?? 0") - start;
  }

  /** Returns how many of the last 3,600 seconds the page has a value of. */
  public long known() {
    return number(
        "store.history.window(store.history.ids.slice(0, 1), store.history.last() - 3599,"
            + " store.history.last())[1].filter((value) => value !== null).length");
  }

  private long number(String expression) {
    String script = "import('/ui/store.js').then(({ store }) => " + expression + ")";
    return ((Number) page.evaluate(script)).longValue();
  }

  private void send(JsonNode message) {
    feeds.get(feeds.size() - 1).send(message.toString());
  }

  /** Lines that go up and down, as real ones do. */
  private static double value(int number) {
    return Math.round(1000 * (0.5 + 0.4 * Math.sin(number / 7.0) * Math.cos(number / 90.0)))
        / 1000.0;
  }
}
