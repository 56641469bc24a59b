package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Screens;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    assertThat(violations(page)).as("what axe finds at %s", screen).isEmpty();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                Files.createDirectories(Path.of("target/screenshots"))
                    .resolve(screen + "-" + device + ".png")));
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
  private static List<String> violations(Page page) {
    return (List<String>)
        page.evaluate(
            """
            axe.run(document, { resultTypes: ['violations'] }).then((found) =>
              found.violations.flatMap((each) => each.nodes.map((node) => `${each.id} ${node.html}`)))
            """);
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
}
