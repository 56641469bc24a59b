package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What a person does at the dashboard, in a real browser, on a real application. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "the browser sees the same on each JDK")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
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

  @BeforeAll
  void start(@TempDir Path home) {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    chromium = Chromium.start();
    identityProvider.publish(key);
    app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(CONFIG)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
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
  void everyPhaseIsOff() {
    chromium.clear();
    app.send(
        HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/off"))
            .header("Authorization", "Bearer " + app.token())
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private Page open(String place) {
    return open(place, 1280, 720);
  }

  private Page open(String place, int width, int height) {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(width, height));
    page.navigate(app.dashboard().resolve(place).toString());
    return page;
  }

  private void authenticate(int times) {
    String good = token(key, "alice");
    for (int i = 0; i < times; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
  }

  private void logIn(Page page) {
    page.locator("#dialog input[name=token]").fill(app.token());
    page.locator("#dialog button.primary").click();
  }

  private static Locator share(Page page, String phase, int percent) {
    return page.locator("#item-" + phase + " input[value='" + percent + "']");
  }

  @Test
  void showsTheTrafficAsItHappens() {
    Page page = open("/");
    assertThat(page.locator("header")).containsText("live");
    authenticate(20);
    assertThat(page.locator("section.verdict")).containsText("Healthy");
    assertThat(page).hasTitle(Pattern.compile("^✓ .*Latchkey$"));
    assertThat(page.locator("canvas").first()).isVisible();
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void letsAPhaseServeAfterSigningInAndTurnsAllOffAtOnce() {
    Page page = open("/#/phases");
    int before = identityProvider.fetches();
    share(page, "jwks", 100).click();
    assertThat(page.locator("#dialog")).containsText("Turn jwks on at 100 %");
    page.locator("#dialog button.primary").click();
    page.locator("#dialog input[name=token]").fill("wrong");
    page.locator("#dialog button.primary").click();
    assertThat(page.locator("#dialog-message")).not().isEmpty();
    logIn(page);
    assertThat(share(page, "jwks", 100)).isChecked();
    authenticate(5);
    assertThat(identityProvider.fetches()).isEqualTo(before + 1);

    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("All off")).click();
    page.locator("#dialog button").last().click();
    assertThat(share(page, "jwks", 0)).isChecked();
    authenticate(1);
    assertThat(identityProvider.fetches()).isEqualTo(before + 2);
    assertThat(chromium.complaints())
        .noneMatch(complaint -> complaint.contains("Content Security Policy"));
  }

  @Test
  void tellsTheSecondOfTwoPeopleWhatTheFirstDid() {
    Page page = open("/#/phases");
    share(page, "jwks", 10).click();
    page.locator("#dialog button.primary").click();
    logIn(page);
    assertThat(share(page, "jwks", 10)).isChecked();
    // The page is not told of the other's change, as when both press at the same time.
    page.route(
        "**/api/v1/phases/jwks",
        route -> {
          app.patchPhase("jwks", "{\"rollout\":40,\"reason\":\"other\"}");
          route.resume();
        });
    share(page, "jwks", 0).click();
    assertThat(page.locator(".problem")).hasCount(1);
    assertThat(page.locator(".problem")).containsText("was changed by api meanwhile");
    assertThat(share(page, "jwks", 40)).isChecked();
  }

  @Test
  void goesEverywhereByKeyboard() {
    Page page = open("/");
    assertThat(page.locator("header")).containsText("live");
    page.keyboard().press("g");
    page.keyboard().press("d");
    assertThat(page).hasURL(Pattern.compile("#/discovery$"));
    page.keyboard().press("Control+k");
    assertThat(page.getByRole(AriaRole.COMBOBOX)).isFocused();
    page.keyboard().type("sign");
    assertThat(page.getByRole(AriaRole.OPTION).first()).containsText("(jwt)");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("#/phases/jwt$"));
    assertThat(page.locator("#item-jwt")).isFocused();
    page.keyboard().press("?");
    assertThat(page.locator("#dialog")).containsText("No key changes the agent");
    page.keyboard().press("Escape");
    assertThat(page.locator("#dialog")).not().isVisible();
    page.goBack();
    assertThat(page.locator("h2.screen")).hasText("Discovery");
  }

  @Test
  void foldsTheTargetsThatWait() {
    authenticate(5);
    Page page = open("/#/discovery");
    Locator rows = page.locator("#targets tbody tr");
    Locator waiting = rows.filter(new Locator.FilterOptions().setHasText("waiting"));
    assertThat(rows.filter(new Locator.FilterOptions().setHasText("nimbus-fetch"))).hasCount(1);
    assertThat(waiting).hasCount(0);
    Locator fold = page.locator(".targets .head button");
    assertThat(fold).hasText(Pattern.compile("show \\d+ waiting"));
    assertThat(fold).hasAttribute("aria-expanded", "false");
    fold.focus();
    page.keyboard().press("Enter");
    assertThat(fold).hasAttribute("aria-expanded", "true");
    assertThat(waiting).not().hasCount(0);
    assertThat(page).hasURL(Pattern.compile("targets=all"));
    page.reload();
    assertThat(waiting).not().hasCount(0);
    page.locator(".targets input").fill("nimbus-fetch woven");
    assertThat(waiting).hasCount(0);
    assertThat(page).hasURL(Pattern.compile("find=nimbus"));
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void staysWhereThePersonIsWhileFiguresArriveAndTheFeedReconnects() {
    List<WebSocketRoute> feeds = new CopyOnWriteArrayList<>();
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
    page.routeWebSocket(
        Pattern.compile("/api/v1/live"),
        feed -> {
          feeds.add(feed);
          feed.connectToServer();
        });
    authenticate(1);
    page.navigate(app.dashboard().resolve("/?targets=all#/discovery").toString());
    Locator fetch =
        page.locator("#targets tr", new Page.LocatorOptions().setHasText("nimbus-fetch"));
    Locator calls = fetch.locator("[data-label=calls]");
    assertThat(calls).hasText(Pattern.compile("\\d+"));
    Locator fold = page.locator(".targets .head button");
    String name = page.locator("#targets tbody tr").nth(40).locator("th").innerText();
    Locator looked =
        page.getByRole(
            AriaRole.ROWHEADER, new Page.GetByRoleOptions().setName(name).setExact(true));
    looked.evaluate("cell => cell.scrollIntoView({ block: 'center' })");
    fold.evaluate("button => button.focus({ preventScroll: true })");
    double before = looked.boundingBox().y;
    String counted = calls.innerText();

    feeds.get(0).close();
    authenticate(20);
    assertThat(calls).not().hasText(counted);
    assertThat(page.locator("header")).containsText("live");
    assertThat(feeds).hasSizeGreaterThan(1);
    assertThat(looked.boundingBox().y).isCloseTo(before, within(2.0));
    assertThat(fold).isFocused();
    assertThat(fold).hasAttribute("aria-expanded", "true");
  }

  @Test
  void keepsTheWindowThatWasChosenInTheAddress() {
    authenticate(20);
    Page page = open("/?range=5m");
    Locator plot = page.locator("#plot-latency");
    page.locator("[aria-controls=table-latency]").click();
    assertThat(page.locator("#table-latency tbody tr")).hasCount(15);
    plot.focus();
    page.keyboard().press("End");
    for (int i = 0; i < 12; i++) {
      page.keyboard().press("Shift+ArrowLeft");
    }
    assertThat(page.locator("#spoken-latency")).containsText("chosen since");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("from=.*&to="));
    Locator window = page.locator(".zoomed span");
    String chosen = window.innerText();
    authenticate(3);
    page.reload();
    assertThat(window).hasText(chosen);
    page.keyboard().press(".");
    assertThat(window).hasCount(0);
    assertThat(page).not().hasURL(Pattern.compile("from="));
  }

  @Test
  void saysWhatDroppingCostsBeforeItDrops() {
    app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":100}");
    authenticate(5);
    Page page = open("/#/layers");
    Locator row = page.locator("table.caches tbody tr").first();
    assertThat(row.locator("[data-label=entries]")).containsText("1 /");
    row.getByRole(AriaRole.BUTTON).click();
    assertThat(page.locator(".radius")).containsText("1 entries are dropped");
    page.locator("#dialog button.primary").click();
    logIn(page);
    assertThat(row.locator("[data-label=entries]")).containsText("0 /");
    page.locator("nav a[href='#/audit']").click();
    assertThat(page.locator("main tbody")).containsText("DELETE /api/v1/caches/jwks");
  }

  @Test
  void weavesAMethodThatAPersonNames() {
    Page page = open("/#/discovery");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add a target")).click();
    page.locator("#dialog input[name=class]").fill("dev.latchkey.it.app.NaiveAuthenticator");
    page.locator("#dialog input[name=method]").fill("noSuchMethod");
    page.locator("#dialog input[name=name]").fill("by-hand");
    page.locator("#dialog button.primary").click();
    logIn(page);
    assertThat(page.locator("#dialog .message")).not().isEmpty();
    page.locator("#dialog input[name=method]").fill("authenticatePair");
    page.locator("#dialog button.primary").click();
    Locator row = page.locator("#item-by-hand");
    assertThat(row).containsText("woven");
    row.getByRole(AriaRole.BUTTON).click();
    page.locator("#dialog button.primary").click();
    assertThat(row).hasCount(0);
  }

  @Test
  void saysThatAChangedFileWasRefusedUntilItIsMended() throws IOException {
    Path file = app.home().resolve("latchkey.yaml");
    String good = Files.readString(file);
    Page page = open("/#/config");
    Locator card = page.locator("section[aria-labelledby=title-config]");
    assertThat(card).containsText("all of it is in force");
    Files.writeString(file, good + "no-such-key: 1\n");
    assertThat(card).containsText("what it says now is not in force");
    assertThat(card.locator(".refused")).containsText("no-such-key");
    Files.writeString(file, good + "# mended\n");
    assertThat(card).containsText("all of it is in force");
    assertThat(card.locator(".refused")).hasCount(0);
  }

  @Test
  void showsWhatTheFileHasOtherwiseAndReadsItAgain() throws IOException {
    Path file = app.home().resolve("latchkey.yaml");
    String good = Files.readString(file);
    app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":10}");
    Page page = open("/#/config");
    Locator rows = page.locator("table.differences tbody tr");
    Locator row = rows.filter(new Locator.FilterOptions().setHasText("phases.jwks.enabled"));
    assertThat(row).containsText("switched by api");
    Files.writeString(file, good.replace("port: 0", "port: 9") + "phases: { jwks: { ttl: 7m } }\n");
    page.locator("button", new Page.LocatorOptions().setHasText("Read it again")).click();
    logIn(page);
    Locator values = page.locator("table.settings tbody tr");
    assertThat(values.filter(new Locator.FilterOptions().setHasText("7m")).first())
        .containsText("phases.jwks.ttl");
    assertThat(rows.filter(new Locator.FilterOptions().setHasText("admin.port")))
        .containsText("after a restart");
    assertThat(page.locator("section[aria-labelledby=title-config]"))
        .containsText("1 value of it waits for a restart");
    page.locator("nav a[href='#/audit']").click();
    assertThat(page.locator("main tbody")).containsText("POST /api/v1/config/reload");
    Files.writeString(file, good);
    page.locator("nav a[href='#/config']").click();
    assertThat(page.locator("section[aria-labelledby=title-config]"))
        .not()
        .containsText("for a restart");
  }

  @Test
  void writesWhatWasSwitchedToTheFileAfterItsLinesWereSeen() throws IOException {
    Path file = app.home().resolve("latchkey.yaml");
    String good = Files.readString(file);
    app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":10}");
    Page page = open("/#/config");
    page.locator("button[aria-label='Persist phases.jwks.rollout to the file']").click();
    logIn(page);
    assertThat(page.locator("#dialog .diff .is").last()).containsText("rollout: 10");
    assertThat(Files.readString(file)).isEqualTo(good);
    page.locator("#dialog input[name=reason]").fill("ticket 813");
    page.locator("#dialog button.primary").click();
    Locator values = page.locator("table.settings tbody tr");
    assertThat(values.filter(new Locator.FilterOptions().setHasText("phases.jwks.rollout")))
        .containsText("file, line");
    assertThat(Files.readString(file)).startsWith(good.strip()).contains("rollout: 10");
    page.locator("nav a[href='#/audit']").click();
    assertThat(page.locator("main tbody tr").first()).containsText("ticket 813");
    Files.writeString(file, good);
    page.locator("nav a[href='#/config']").click();
    assertThat(page.locator("section[aria-labelledby=title-config]"))
        .containsText("all of it is in force");
  }

  @Test
  void offersNoChangeToOneWhoMayOnlyLook() {
    Page page = chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
    page.route(
        "**/api/v1/session",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"authenticated\":true,\"role\":\"viewer\"}")));
    for (String screen : List.of("phases", "layers", "discovery", "database")) {
      page.navigate(app.dashboard().resolve("/#/" + screen).toString());
      assertThat(page.locator("header")).containsText("Log out");
      assertThat(page.locator("header .off")).isDisabled();
      for (String change :
          List.of(".plan button", ".share input", "table.caches button", ".head .end")) {
        for (Locator control : page.locator("main " + change).all()) {
          assertThat(control).isDisabled();
        }
      }
    }
  }
}
