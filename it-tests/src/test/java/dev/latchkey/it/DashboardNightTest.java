package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ForcedColors;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.FreePort;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Screens;
import dev.latchkey.it.harness.TestIdentityProvider;
import dev.latchkey.it.harness.ToldFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold when things go wrong: the process ends, the line breaks, there is too much of
 * everything, colors cannot be told apart, and who looks may not change anything.
 */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "the browser sees the same on each JDK")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardNightTest {
  /** Seconds of news while a page has to stay as it is: {@code -Ddashboard.seconds=60} for long. */
  private static final int SECONDS = Integer.getInteger("dashboard.seconds", 4);

  private static final int HOUR = 3600;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private AppJvm app;
  private Path home;
  private int port;
  private Chromium chromium;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(90_000);
    home = folder;
    port = FreePort.find();
    chromium = Chromium.start();
    identityProvider.publish(key);
    startApp();
  }

  /** A restarted application has the port that it had. */
  private void startApp() {
    app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(
                """
                admin: { port: %d }
                targets:
                  - name: authenticate
                    layer: auth
                    class: dev.latchkey.it.app.NaiveAuthenticator
                    method: authenticate
                """
                    .formatted(port))
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    app.dashboard();
  }

  @AfterAll
  void stop() {
    if (app != null) {
      app.close();
      chromium.close();
    }
    identityProvider.close();
  }

  @BeforeEach
  void traffic() {
    chromium.clear();
    authenticate(20);
  }

  private void authenticate(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(app.ask("auth " + token(key, "user" + i))).isEqualTo("ok user" + i);
    }
  }

  private Page page() {
    return chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
  }

  private void go(Page page, String place) {
    page.navigate(app.dashboard().resolve(place).toString());
  }

  @Test
  void keepsTheWindowTheTableAndTheFocusWhileFiguresArriveAndTheLineBreaks() {
    List<WebSocketRoute> feeds = new CopyOnWriteArrayList<>();
    AtomicInteger ticks = new AtomicInteger();
    Page page = page();
    page.routeWebSocket(
        Pattern.compile("/api/v1/live"),
        feed -> {
          feeds.add(feed);
          feed.connectToServer()
              .onMessage(
                  frame -> {
                    feed.send(frame.text());
                    if (frame.text().contains("\"type\":\"ticks\"")) {
                      ticks.incrementAndGet();
                    }
                  });
        });
    go(page, "/?range=5m");
    assertThat(page.locator("header")).containsText("live");
    Locator table = page.locator("[aria-controls=table-latency]");
    table.click();
    assertThat(page.locator("#table-latency tbody tr")).hasCount(15);
    Locator plot = page.locator("#plot-latency");
    plot.focus();
    page.keyboard().press("End");
    for (int i = 0; i < 12; i++) {
      page.keyboard().press("Shift+ArrowLeft");
    }
    assertThat(page.locator("#spoken-latency")).containsText("chosen since");
    page.keyboard().press("Enter");
    Locator window = page.locator(".zoomed span");
    String chosen = window.innerText();
    page.evaluate("scrollTo(0, 200)");
    plot.locator("canvas").evaluate("canvas => (canvas.kept = true)");
    double top = plot.boundingBox().y;

    feeds.get(0).close();
    int before = ticks.get();
    page.waitForCondition(
        () -> feeds.size() > 1 && ticks.get() >= before + SECONDS,
        new Page.WaitForConditionOptions().setTimeout(90_000 + SECONDS * 2_000));
    assertThat(page.locator("header")).containsText("live");
    assertThat(window).hasText(chosen);
    assertThat(table).hasAttribute("aria-expanded", "true");
    assertThat(plot).isFocused();
    assertThat(plot.boundingBox().y).isCloseTo(top, within(2.0));
    assertThat(plot.locator("canvas").evaluate("canvas => canvas.kept === true"))
        .as("the chart is the one that was there")
        .isEqualTo(true);
    assertThat(page.evaluate("scrollY")).isEqualTo(200);
  }

  /** News comes while the page still reads what it slept through, as it does on a slow line. */
  @Test
  void showsTheHoursThatItSleptThroughWithoutAHole() {
    Page page = page();
    JsonNode real = app.get("/api/v1/timeseries?range=1h&points=3600");
    ToldFeed feed = new ToldFeed(page, real, System.currentTimeMillis() / 1000 - 4 * HOUR);
    go(page, "/?range=1h");
    feed.awaitQuestion();
    feed.answer(1, 60);
    feed.hello();
    page.waitForCondition(() -> feed.known() == 60);
    for (int now : List.of(HOUR - 100, 3 * HOUR)) {
      feed.resync();
      feed.awaitQuestion();
      feed.tick(now);
      page.waitForCondition(() -> feed.newest() == now);
      feed.answer(Math.max(1, now - HOUR), now - 1);
      page.waitForCondition(() -> feed.known() == Math.min(now, HOUR));
    }
    page.locator("[aria-controls=table-latency]").click();
    Locator rows = page.locator("#table-latency tbody");
    assertThat(rows).containsText(":");
    assertThat(rows).not().containsText("no data");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void freezesTheFiguresOfAProcessThatWasKilledAndRecovers() {
    Page page = page();
    var through = new AtomicBoolean(true);
    page.routeWebSocket(
        Pattern.compile("/api/v1/live"),
        line -> {
          if (through.get()) {
            line.connectToServer();
          } else {
            line.close();
          }
        });
    // The process ends before the page has asked for everything.
    page.route("**/api/v1/operations/slowest", Route::abort);
    go(page, "/");
    Locator header = page.locator("header");
    Locator success = page.locator(".tile", new Page.LocatorOptions().setHasText("Success"));
    assertThat(header).containsText("pid " + app.pid());
    assertThat(success).containsText("100");
    through.set(false);
    app.close();
    assertThat(header).containsText("STALE");
    assertThat(page.locator("#verdict")).containsText("The agent does not answer");
    assertThat(page).hasTitle(Pattern.compile("^✕ "));
    assertThat(page.locator("main")).hasClass(Pattern.compile("\\bstale\\b"));
    assertThat(success).containsText("100");
    assertThat(page.locator(".problem")).hasCount(0);

    List<Route> slow = new CopyOnWriteArrayList<>();
    page.route("**/api/v1/summary", slow::add);
    var polled = new AtomicBoolean();
    page.onResponse(
        answer -> {
          if (answer.url().endsWith("/api/v1/status") && answer.ok()) {
            polled.set(true);
          }
        });
    startApp();
    authenticate(20);
    page.waitForCondition(polled::get);
    through.set(true);
    assertThat(header).containsText("live");
    // What it asked for while it polled comes last of all.
    page.unroute("**/api/v1/summary");
    page.unroute("**/api/v1/operations/slowest");
    slow.forEach(Route::resume);
    page.evaluate("() => fetch('api/v1/summary').then((answer) => answer.text())");
    page.evaluate("() => new Promise((done) => setTimeout(done, 500))");
    assertThat(header).containsText("live");
    assertThat(header).containsText("pid " + app.pid());
    assertThat(page.locator("main")).not().hasClass(Pattern.compile("\\bstale\\b"));
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    assertThat(page.locator("#slowest")).containsText("passed");
    assertThat(page.locator("canvas").first()).isVisible();
  }

  /** Whatever can be pressed is pressed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"authenticated\":true,\"role\":\"viewer\"}",
        "{\"authenticated\":false,\"role\":\"viewer\",\"readOnly\":true,"
            + "\"recordedAt\":\"2026-11-24T12:00:00Z\"}"
      })
  void changesNothingWhereOneMayOnlyLook(String session) {
    List<String> changes = new CopyOnWriteArrayList<>();
    Page page = page();
    page.onRequest(
        request -> {
          if (!request.method().equals("GET")) {
            changes.add(request.method() + " " + request.url());
          }
        });
    page.route(
        "**/api/v1/session",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(session)));
    go(page, "/");
    assertThat(page.locator("header .role")).isVisible();
    assertThat(page.locator("header .off")).isDisabled();
    boolean recorded = session.contains("recordedAt");
    for (String screen : Screens.ALL) {
      page.evaluate("screen => (location.hash = '#/' + screen)", screen);
      assertThat(page.locator("main.screen-" + screen)).isVisible();
      page.evaluate(
          """
          document.querySelectorAll('main button:enabled, main input[type=radio]:enabled')
            .forEach((control) => control.click())
          """);
      page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      assertThat(page.locator("#dialog[open]")).hasCount(0);
      assertThat(page.locator("a", new Page.LocatorOptions().setHasText("Incident bundle")))
          .hasCount(screen.equals("alerts") && !recorded ? 1 : 0);
    }
    assertThat(changes).isEmpty();
  }

  @Test
  void saysInWordsWhatItSaysInColors() {
    app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":50,\"reason\":\"ticket 812\"}");
    Page page =
        chromium.page(
            new Browser.NewContextOptions()
                .setViewportSize(1280, 720)
                .setForcedColors(ForcedColors.ACTIVE));
    go(page, "/");
    assertThat(page.locator("section.verdict strong"))
        .hasText(Pattern.compile("(Healthy|Look|Failing|No data)"));
    for (String screen : Screens.ALL) {
      page.evaluate("screen => (location.hash = '#/' + screen)", screen);
      assertThat(page.locator("main.screen-" + screen)).isVisible();
      assertThat(page.evaluate(ONLY_COLORED)).as("colored alone at %s", screen).isEqualTo(0);
    }
    app.patchPhase("jwks", "{\"enabled\":false,\"reason\":\"done\"}");
  }

  /** Marks whose mood has no word, neither in letters nor for screen readers. */
  private static final String ONLY_COLORED =
      """
      [...document.querySelectorAll('.mood, .marker, .conn, .verdict, .badge')].filter((mark) =>
        !/\\p{L}{2}/u.test(mark.textContent + (mark.getAttribute('aria-label') ?? ''))).length
      """;

  @Test
  void answersWithFiveHundredTargetsAndTwoHundredCaches() throws IOException {
    JsonNode targets = many("/api/v1/targets", "targets", "name", 500);
    JsonNode caches = many("/api/v1/caches", "caches", "layer", 200);
    Page page = page();
    fulfil(page, "/api/v1/targets", targets);
    fulfil(page, "/api/v1/caches", caches);
    page.routeWebSocket(
        Pattern.compile("/api/v1/live"),
        feed ->
            feed.connectToServer()
                .onMessage(frame -> feed.send(grown(frame.text(), targets, caches))));
    go(page, "/?targets=all#/discovery");
    Locator rows = page.locator("#targets tbody tr");
    assertThat(rows).hasCount(500);
    page.locator(".targets input").fill("many-77");
    assertThat(rows).hasCount(1);
    page.locator(".targets input").fill("");
    assertThat(rows).hasCount(500);
    page.locator("nav a[href='#/layers']").first().click();
    Locator last =
        page.locator("table.caches tbody tr", new Page.LocatorOptions().setHasText("many-199"));
    assertThat(last).hasCount(1);
    last.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
    assertThat(page.locator("#dialog")).containsText("many-199");
    page.keyboard().press("Escape");
    assertThat(page.locator("header")).containsText("live");
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertThat(chromium.complaints()).isEmpty();
  }

  /** The answer with the first of its things copied under other names. */
  private JsonNode many(String path, String list, String name, int count) {
    ObjectNode answer = (ObjectNode) app.get(path);
    JsonNode first = answer.get(list).get(0);
    ArrayNode copies = answer.putArray(list);
    for (int i = 0; i < count; i++) {
      ObjectNode copy = first.deepCopy();
      copies.add(copy.put(name, "many-" + i));
    }
    return answer;
  }

  private static void fulfil(Page page, String path, JsonNode body) {
    page.route(
        "**" + path,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(body.toString())));
  }

  private static String grown(String frame, JsonNode targets, JsonNode caches) {
    try {
      ObjectNode message = (ObjectNode) JSON.readTree(frame);
      switch (message.path("resource").asText()) {
        case "/api/v1/targets" -> message.set("body", targets);
        case "/api/v1/caches" -> message.set("body", caches);
        default -> {}
      }
      return message.toString();
    } catch (IOException e) {
      return frame;
    }
  }
}
