package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard in a real browser, on a real application under load. */
class DashboardTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      """;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final JWK key = rsa("first");
  private AppJvm app;
  private Playwright playwright;
  private Browser browser;

  @BeforeEach
  void start() {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    if (!required) {
      assumeThat(CHROMIUM).as("these tests need Chromium").isExecutable();
    }
    identityProvider.publish(key);
    app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(CONFIG)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterEach
  void stop() {
    if (app != null) {
      browser.close();
      playwright.close();
      app.close();
    }
    identityProvider.close();
  }

  private Page open(int width, int height, ColorScheme scheme) {
    Page page =
        browser
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme))
            .newPage();
    page.onConsoleMessage(message -> complaints.add(message.type() + " " + message.text()));
    page.onPageError(complaints::add);
    page.navigate(app.dashboard().toString());
    return page;
  }

  private void authenticate(int times) {
    String good = token(key, "alice");
    for (int i = 0; i < times; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
  }

  @Test
  void showsTheTrafficAsItHappens() {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    assertThat(page.locator("section.verdict")).hasClass("verdict nodata");
    authenticate(20);
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    assertThat(page.locator("header")).containsText("live");
    assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("nimbus-fetch")))
        .containsText("20");
    assertThat(page.locator("canvas").first()).isVisible();
    assertThat(complaints).isEmpty();
  }

  @Test
  void switchesAPhaseOnAfterSigningInAndOffAtOnce() {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    Locator jwks = page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Key sets"));
    jwks.click();
    page.locator("#dialog button.primary").click();
    page.locator("#dialog input[name=token]").fill("wrong");
    page.locator("#dialog button.primary").click();
    assertThat(page.locator("#dialog-message")).not().isEmpty();
    page.locator("#dialog input[name=token]").fill(app.token());
    page.locator("#dialog button.primary").click();
    assertThat(jwks).isChecked();
    assertThat(page.locator("body")).containsText("Phase jwks is on for 100 % of subjects");
    authenticate(5);
    assertThat(identityProvider.fetches()).isEqualTo(1);

    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("All off")).click();
    page.locator("#dialog button").last().click();
    assertThat(jwks).not().isChecked();
    authenticate(1);
    assertThat(identityProvider.fetches()).isEqualTo(2);
    assertThat(complaints).noneMatch(complaint -> complaint.contains("Content Security Policy"));
  }

  @Test
  void foldsTheTargetsThatWait() {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    authenticate(5);
    Locator rows = page.locator("#targets tbody tr");
    Locator waiting = rows.filter(new Locator.FilterOptions().setHasText("waiting"));
    assertThat(rows.filter(new Locator.FilterOptions().setHasText("nimbus-fetch"))).hasCount(1);
    assertThat(waiting).hasCount(0);
    Locator fold = page.locator(".targets button");
    assertThat(fold).hasText(Pattern.compile("show \\d+ waiting"));
    assertThat(fold).hasAttribute("aria-expanded", "false");
    fold.focus();
    page.keyboard().press("Enter");
    assertThat(fold).hasAttribute("aria-expanded", "true");
    assertThat(waiting).not().hasCount(0);
    assertThat(page).hasURL(Pattern.compile("targets=all"));
    page.reload();
    assertThat(waiting).not().hasCount(0);
    fold.focus();
    page.keyboard().press("Space");
    assertThat(waiting).hasCount(0);
    assertThat(page).not().hasURL(Pattern.compile("targets="));
    assertThat(complaints).isEmpty();
  }

  @Test
  void staysWhereThePersonIsWhileFiguresArrive() {
    Page page = open(1280, 720, ColorScheme.LIGHT);
    authenticate(1);
    Locator fetch =
        page.locator("#targets tr", new Page.LocatorOptions().setHasText("nimbus-fetch"));
    assertThat(fetch.locator("[data-label=calls]")).hasText("1");
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    Locator fold = page.locator(".targets button");
    fold.click();
    String name = page.locator("#targets tbody tr").nth(40).locator("th").innerText();
    Locator looked =
        page.getByRole(
            AriaRole.ROWHEADER, new Page.GetByRoleOptions().setName(name).setExact(true));
    looked.evaluate("cell => cell.scrollIntoView({ block: 'center' })");
    fold.evaluate("button => button.focus({ preventScroll: true })");
    double before = looked.boundingBox().y;
    authenticate(20);
    assertThat(fetch.locator("[data-label=calls]")).hasText("21");
    assertThat(looked.boundingBox().y).isCloseTo(before, within(2.0));
    assertThat(fold).isFocused();
    assertThat(fold).hasAttribute("aria-expanded", "true");
  }

  @ParameterizedTest
  @ValueSource(ints = {1920, 1440, 1280, 1001, 768, 390})
  void cutsNoColumnOff(int width) {
    Page page = open(width, 900, ColorScheme.LIGHT);
    authenticate(5);
    page.locator(".targets button").click();
    assertThat(
            page.locator("#targets tbody tr")
                .filter(new Locator.FilterOptions().setHasText("waiting")))
        .not()
        .hasCount(0);
    assertThat(
            page.evaluate(
                "(t => t.scrollWidth <= t.clientWidth)(document.getElementById('targets'))"))
        .isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({"1440, 900, LIGHT", "1440, 900, DARK", "390, 844, LIGHT", "390, 844, DARK"})
  void fitsEveryScreenWithoutScrollingSideways(int width, int height, ColorScheme scheme)
      throws Exception {
    Page page = open(width, height, scheme);
    authenticate(5);
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    Path pictures = Files.createDirectories(Path.of("target/screenshots"));
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(pictures.resolve(width + "-" + scheme + ".png")));
    assertThat(complaints).isEmpty();
  }
}
