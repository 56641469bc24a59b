package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Screens;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the screens look. Pictures of all of them are left in target/screenshots. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "the browser sees the same on each JDK")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardScreensTest {
  /** What somebody looks for at night, and the screen that has to show it without scrolling. */
  private static final Map<String, List<String>> ANSWERS =
      Map.of(
          "overview", List.of("#verdict", "header .off", ".tile", ".events li", ".time tbody tr"),
          "phases", List.of("#item-jwks .now", "#item-jwks .share"),
          "layers", List.of("table.caches tbody tr", "table.caches button"),
          "alerts", List.of("#title-active", "#title-history"),
          "system", List.of(".tile", ".facts"));

  private static final List<Integer> WIDTHS = List.of(1920, 1440, 1280, 1101, 768, 390);

  /** How many tables are wider than what is shown of them. */
  private static final String CUT_OFF =
      "[...document.querySelectorAll('.scroll')]"
          + ".filter((table) => table.scrollWidth > table.clientWidth).length";

  /** What opens each of them. */
  private static final Map<String, String> DIALOGS =
      Map.of(
          "login", "api.login().catch(() => {})",
          "all-off", "actions.allOff()",
          "raise", "actions.setShare(store.phases[1], 10)",
          "plan", "actions.beginPlan(store.phases[1])",
          "invalidate", "actions.invalidate(store.caches[1])",
          "log-out", "actions.invalidate(null)",
          "target", "actions.addTarget()",
          "load", "actions.orderBenchmark()",
          "search", "keys.openSearch()",
          "keys", "keys.openHelp()");

  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      """;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private AppJvm app;
  private Chromium chromium;
  private String axe;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    chromium = Chromium.start();
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/axe.min.js"))) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    identityProvider.publish(key);
    app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(CONFIG)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":50,\"reason\":\"ticket 812\"}");
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
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("auth " + token(key, "user" + i))).isEqualTo("ok user" + i);
    }
  }

  private Page open(int width, int height, ColorScheme scheme) {
    Page page =
        chromium.page(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    page.navigate(app.dashboard().toString());
    assertThat(page.locator("header")).containsText("live");
    return page;
  }

  private static void show(Page page, String screen) {
    page.evaluate("screen => (location.hash = '#/' + screen)", screen);
    assertThat(page.locator("main.screen-" + screen)).isVisible();
    assertThat(page.locator("nav a[aria-current=page]").first()).isAttached();
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, LIGHT", "1280, 720, DARK", "390, 844, LIGHT", "390, 844, DARK"})
  void fitEveryDeviceAndAreUsableByEverybody(int width, int height, ColorScheme scheme)
      throws Exception {
    Page page = open(width, height, scheme);
    page.evaluate(axe);
    for (String screen : Screens.ALL) {
      show(page, screen);
      isUsable(page, screen, width + "-" + scheme);
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  /** Checks what is shown, and keeps a picture of it. */
  private static void isUsable(Page page, String screen, String device) throws IOException {
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as("%s fits in the width", screen)
        .isEqualTo(true);
    assertThat(violations(page, "html")).as("what axe finds at %s", screen).isEmpty();
    picture(page, screen + "-" + device);
  }

  /** As high as the page is: what sticks to an edge would else lie over the middle of it. */
  private static void picture(Page page, String name) throws IOException {
    var size = page.viewportSize();
    int height = (int) page.evaluate("document.documentElement.scrollHeight");
    page.setViewportSize(size.width, Math.max(size.height, height));
    keep(page, name);
    page.setViewportSize(size.width, size.height);
  }

  private static void keep(Page page, String name) throws IOException {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Files.createDirectories(Path.of("target/screenshots")).resolve(name + ".png")));
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, LIGHT", "390, 844, DARK"})
  void fitWithEveryDialog(int width, int height, ColorScheme scheme) throws Exception {
    Page page = open(width, height, scheme);
    page.evaluate(axe);
    for (var each : DIALOGS.entrySet()) {
      page.evaluate(
          "Promise.all(['store', 'actions', 'api', 'keys'].map((name) => import(`/ui/${name}.js`)))"
              + ".then(([{ store }, actions, api, keys]) => { "
              + each.getValue()
              + "; })");
      isUsable(page, each.getKey(), width + "-" + scheme, height);
      page.keyboard().press("Escape");
      assertThat(page.locator("#dialog")).not().isVisible();
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  private static void isUsable(Page page, String dialog, String device, int height)
      throws IOException {
    Locator open = page.locator("#dialog");
    assertThat(open).isVisible();
    var box = open.boundingBox();
    assertThat(box.y + box.height).as("%s ends above the edge", dialog).isLessThan(height);
    assertThat(open.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth"))
        .as("%s fits in the width", dialog)
        .isEqualTo(true);
    assertThat(violations(page, "#dialog")).as("what axe finds at %s", dialog).isEmpty();
    keep(page, "dialog-" + dialog + "-" + device);
  }

  /** The application of these tests has no database, so what is told of one is made up. */
  @ParameterizedTest
  @CsvSource({"1440, 900, LIGHT", "390, 844, DARK"})
  void showADatabaseInNeed(int width, int height, ColorScheme scheme) throws Exception {
    Page page =
        chromium.page(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    page.addInitScript("window.WebSocket = class { close() {} }"); // which would tell the truth
    tellOfADatabase(page);
    page.navigate(app.dashboard().resolve("/#/database").toString());
    assertThat(page.locator("main .waits")).containsText("2 waiting");
    assertThat(page.locator(".pools")).containsText("before pooling: 17.2 ms");
    assertThat(page.locator("[aria-label=Statements]")).containsText("reads a whole table");
    assertThat(page.locator(".advice")).containsText("CREATE INDEX CONCURRENTLY");
    page.locator("[aria-label=Statements] button").first().click();
    assertThat(page.locator("#advice-x1")).isFocused();
    for (Locator why : page.locator(".choices button[aria-expanded]").all()) {
      why.click();
    }
    page.evaluate(axe);
    isUsable(page, "database-in-need", width + "-" + scheme);
    for (int other : WIDTHS) {
      page.setViewportSize(other, height);
      assertThat(page.evaluate(CUT_OFF)).as("cut off at %s", other).isEqualTo(0);
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  private void tellOfADatabase(Page page) throws IOException {
    JsonNode told;
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/database.json"))) {
      told = new ObjectMapper().readTree(in);
    }
    page.route(
        "**/api/v1/database/*",
        route -> {
          String url = route.request().url();
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody(told.path(url.substring(url.lastIndexOf('/') + 1)).toString()));
        });
  }

  @SuppressWarnings("unchecked")
  private static List<String> violations(Page page, String part) {
    return (List<String>)
        page.evaluate(
            """
            (part) => axe.run(part, { resultTypes: ['violations'] }).then((found) =>
              found.violations.flatMap((each) => each.nodes.map((node) => `${each.id} ${node.html}`)))
            """,
            part);
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, 0", "390, 844, 57"})
  void answerWithoutScrollingEvenWhereNothingIsDrawn(int width, int height, int bar) {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(width, height));
    page.addInitScript("HTMLCanvasElement.prototype.getContext = () => null");
    page.navigate(app.dashboard().toString());
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    ANSWERS.forEach(
        (screen, answers) -> {
          show(page, screen);
          for (String answer : answers) {
            var box = page.locator(answer).first().boundingBox();
            assertThat(box.y + box.height)
                .as("%s of %s ends above the fold", answer, screen)
                .isLessThanOrEqualTo(height - bar);
          }
        });
    show(page, "overview");
    page.locator("[aria-controls=table-latency]").click();
    assertThat(page.locator("#table-latency tbody tr").first()).isVisible();
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void cutNoColumnOff() {
    Page page = open(1920, 900, ColorScheme.LIGHT);
    for (String screen : Screens.ALL) {
      show(page, screen);
      for (int width : WIDTHS) {
        page.setViewportSize(width, 900);
        assertThat(page.evaluate(CUT_OFF))
            .as("tables of %s that are cut off at a width of %s", screen, width)
            .isEqualTo(0);
      }
    }
  }

  @Test
  void showFiguresThatDoNotComeAsMissingAndNotAsNothing() {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    assertThat(page.locator(".tile", new Page.LocatorOptions().setHasText("Saved now")))
        .containsText("no data");
    show(page, "benchmarks");
    assertThat(page.locator("main")).containsText("No baseline is kept yet");
  }

  /** A page that hears no news, so that what a test tells it stays. */
  private Page deaf(String place) {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
    page.addInitScript("window.WebSocket = class { close() {} }");
    page.navigate(app.dashboard().resolve(place).toString());
    assertThat(page.locator("header .session")).isVisible();
    return page;
  }

  private static void tell(Page page, String change) {
    page.evaluate(
        "import('/ui/store.js').then(({ store }) => { " + change + "; store.changed(); })");
  }

  @Test
  void leadThroughTheFirstStepsUntilAllAreDone() throws IOException {
    Page page = deaf("/");
    Locator next = page.locator(".checklist .next");
    tell(
        page,
        "store.status.targets.woven = 0; store.targets = [];"
            + " store.phases.forEach((phase) => Object.assign(phase,"
            + " { enabled: false, shadow: false, version: 1, checks: null }))");
    assertThat(next).containsText("Targets woven");
    tell(page, "store.status.targets.woven = 1; store.targets = [{ calls: 0 }]");
    assertThat(next).containsText("Traffic seen");
    tell(page, "store.targets = [{ calls: 7 }]");
    assertThat(next).containsText("First phase at 10 %");
    assertThat(next.locator("a")).hasAttribute("href", "#/phases/jwks");
    keep(page, "first-steps");
    tell(page, "store.phases[0].version = 2");
    assertThat(next).containsText("Treated compared with control");
    assertThat(page.locator(".checklist .done")).hasCount(4);
    tell(page, "store.phases[0].guard.verdict = 'safe'");
    assertThat(page.locator(".checklist")).hasCount(0);
  }

  @Test
  void markTheInstanceThatDisagrees() throws IOException {
    Page page = deaf("/#/system");
    assertThat(page.locator(".fleet")).hasCount(0);
    tell(
        page,
        "const one = (name, more) => ({ name, own: false, late: false, agrees: true, ageMillis: 400,"
            + " version: '1', phases: [{ phase: 'jwks', enabled: true, rolloutPercent: 50 }],"
            + " hitRatios: { jwks: 0.9 }, ...more });"
            + " store.fleet = { configured: true, linked: true, instances: [one('a:1', { own: true }),"
            + " one('b:2'), one('c:3', { agrees: false }), one('d:4', { late: true })] }");
    Locator rows = page.locator(".fleet tbody tr");
    assertThat(rows).containsText(new String[] {"this one", "agrees", "✕ differs", "not heard"});
    assertThat(rows.nth(2)).containsText("c:3");
    picture(page, "fleet");
  }

  @Test
  void addWhatWasFoundWithOneClick() throws IOException {
    app.send(
        HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/targets/found-pair"))
            .header("Authorization", "Bearer " + app.token())
            .DELETE());
    Page page = deaf("/#/discovery");
    tell(
        page,
        "store.discovery = { state: 'ended', trouble: '', notes: [], keepAway: [], proposals: [{"
            + " name: 'found-pair', layer: 'auth', class: 'dev.latchkey.it.app.NaiveAuthenticator',"
            + " method: 'authenticatePair', calls: 9, meanMillis: 2, share: 0.4, confidence: 'high',"
            + " evidence: ['calls a verifier'], risks: ['none'], yaml: '- name: found-pair' }] }");
    Locator row = page.locator("[aria-label='Suggested targets'] tbody tr");
    keep(page, "found");
    row.getByRole(AriaRole.BUTTON).click();
    page.locator("#dialog input[name=token]").fill(app.token());
    page.locator("#dialog button.primary").click();
    assertThat(row).containsText("is a target");
    assertThat(app.get("/api/v1/targets/found-pair").path("name").asText()).isEqualTo("found-pair");
  }

  @Test
  void letAChartBeTakenAlong() throws IOException {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
    page.addInitScript("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))");
    page.navigate(app.dashboard().resolve("/").toString());
    assertThat(page.locator("#plot-latency canvas")).isVisible();
    Locator menu = page.locator("figure:has(#plot-latency) .take");
    Download json = page.waitForDownload(() -> choose(menu, "Figures as JSON"));
    JsonNode told = new ObjectMapper().readTree(json.path().toFile());
    assertThat(told.path("series").toString())
        .isEqualTo("[\"auth.p50\",\"auth.p95\",\"auth.p99\"]");
    assertThat(told.path("columns").path(2)).hasSameSizeAs(told.path("times")).isNotEmpty();
    Download picture = page.waitForDownload(() -> choose(menu, "Picture as PNG"));
    assertThat(ImageIO.read(picture.path().toFile()).getHeight()).isEqualTo(172 + 26);
    Download csv = page.waitForDownload(() -> choose(menu, "Figures as CSV"));
    assertThat(Files.readString(csv.path())).startsWith("time,auth.p50,auth.p95,auth.p99\n20");
    choose(menu, "Copy PromQL");
    assertThat(page.locator("#dialog pre")).containsText("latchkey_auth_duration_seconds_bucket");
    page.keyboard().press("Escape");
    choose(menu, "Copy a link");
    assertThat(page).hasURL(Pattern.compile("from=.*&to="));
    menu.locator("summary").click();
    keep(page, "chart-menu");
    page.keyboard().press("Escape");
    assertThat(menu.locator("ul")).not().isVisible();
    assertThat(menu.locator("summary")).isFocused();
    assertThat(chromium.complaints()).isEmpty();
  }

  private static void choose(Locator menu, String what) {
    menu.locator("summary").click();
    menu.locator("button", new Locator.LocatorOptions().setHasText(what)).click();
  }

  /** The load is on the identity provider, the only HTTP service here. */
  @Test
  void beginALoadAndEndIt() throws IOException {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    show(page, "benchmarks");
    page.locator(".loads .head button").click();
    page.locator("#dialog input[name=target]").fill(identityProvider.keySetUrl());
    page.locator("#dialog textarea").fill(token(key, "alice"));
    page.locator("#dialog input[value=sustained]").check();
    page.locator("#dialog input[name=seconds]").fill("3");
    page.locator("#dialog input[name=repetitions]").fill("1");
    page.locator("#dialog input[name=maxPerSecond]").fill("20");
    page.locator("#dialog button.primary").click();
    page.locator("#dialog input[name=token]").fill(app.token());
    page.locator("#dialog button.primary").click();
    Locator run = page.locator(".runs li").first();
    assertThat(page.locator(".loads .head button")).isDisabled();
    assertThat(run).containsText("1 of 2 scenarios");
    assertThat(page.locator(".loads tbody tr").first()).containsText("warm");
    picture(page, "load-running");
    run.locator("button", new Locator.LocatorOptions().setHasText("End it")).click();
    assertThat(run).containsText("stopped, in part");
    assertThat(run).containsText("it was interrupted");
    assertThat(page.locator(".loads tbody tr").first()).containsText("warm");
    run.locator("button", new Locator.LocatorOptions().setHasText("Keep as baseline")).click();
    assertThat(page.locator("section[aria-labelledby=title-runs] option").first())
        .containsText("run-1-");
    picture(page, "load-ended");
    assertThat(chromium.complaints()).isEmpty();
  }

  /** What the file would become is shown before; what changed it meanwhile is not overwritten. */
  @Test
  void showTheLinesThatAreWrittenToTheFile() throws IOException {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
    page.addInitScript("window.WebSocket = class { close() {} }");
    List<String> written = new ArrayList<>();
    tellOfAFile(page, written);
    page.navigate(app.dashboard().resolve("/#/config").toString());
    Locator button = page.locator("button", new Page.LocatorOptions().setHasText("Persist to"));
    assertThat(button).hasCount(1);
    button.click();
    Locator lines = page.locator("#dialog .diff span");
    assertThat(lines).hasText(new String[] {"3−  rollout: 100 # all", "3+  rollout: 50 # all"});
    assertThat(page.locator("#dialog")).containsText("phases.jwks.rollout becomes 50");
    keep(page, "dialog-persist-1280-LIGHT");
    page.locator("#dialog input[name=reason]").fill("ticket 812");
    page.locator("#dialog button.primary").click();
    assertThat(page.locator("#dialog .message"))
        .containsText("Somebody changed the file meanwhile, and nothing was written.");
    assertThat(lines.first()).hasText("4−  rollout: 100 # all");
    assertThat(page.locator("#dialog input[name=reason]")).hasValue("ticket 812");
    page.locator("#dialog button.primary").click();
    assertThat(page.locator("#dialog .message")).containsText("latchkey.yaml cannot be written");
    page.locator("#dialog button.primary").click();
    assertThat(page.locator("#dialog")).not().isVisible();
    assertThat(written).containsExactly("\"1\" ticket 812", "\"2\" ticket 812", "\"2\" ticket 812");
    tell(page, "store.session = { authenticated: true, role: 'operator' }");
    assertThat(button).hasCount(0);
  }

  private static void tellOfAFile(Page page, List<String> written) {
    fulfil(page, "**/api/v1/session", 200, "{\"authenticated\":true,\"role\":\"admin\"}");
    fulfil(
        page,
        "**/api/v1/config",
        200,
        """
        {"file":"/etc/latchkey.yaml","namedBy":"option","tokens":[],"settings":[
          {"key":"phases.jwks.rollout","value":"50","source":"runtime","by":"alice","persistable":true},
          {"key":"phases.jwt.rollout","value":"50","source":"runtime","by":"alice","persistable":false}]}
        """);
    page.route(
        "**/api/v1/config/persist*",
        route -> {
          boolean dry = route.request().url().endsWith("?dry-run=true");
          String line = written.isEmpty() ? "3" : "4";
          int status = 200;
          if (!dry) {
            JsonNode sent = read(route.request().postData());
            written.add(
                route.request().headerValue("If-Match") + " " + sent.path("reason").asText());
            status = List.of(412, 409, 200).get(written.size() - 1);
          }
          route.fulfill(
              new Route.FulfillOptions()
                  .setStatus(status)
                  .setHeaders(
                      Map.of(
                          "Content-Type",
                          "application/json",
                          "ETag",
                          written.isEmpty() ? "\"1\"" : "\"2\""))
                  .setBody(status == 200 ? plan(line) : refusal(status)));
        });
  }

  private static String plan(String line) {
    return """
        {"file":"/etc/latchkey.yaml","written":false,"state":"same","differences":[],"problems":[],
         "changes":[{"key":"phases.jwks.rollout","before":"100","after":"50"}],
         "lines":[{"line":%s,"before":"  rollout: 100 # all","after":"  rollout: 50 # all"}]}
        """
        .formatted(line);
  }

  private static String refusal(int status) {
    return "{\"status\":%d,\"detail\":\"/etc/latchkey.yaml cannot be written\",\"current\":{}}"
        .formatted(status);
  }

  private static void fulfil(Page page, String path, int status, String body) {
    page.route(
        path,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(status)
                    .setContentType("application/json")
                    .setBody(body)));
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
