package dev.latchkey.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Draws the overview as the SVG that README shows, and finds the one that is kept out of date when
 * the page has other parts. {@code -Dpicture.of=ADDRESS} draws the dashboard of a running
 * application, for example the demo's, and keeps that.
 */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "the browser sees the same on each JDK")
class OverviewPictureTest {
  private static final Path KEPT = Path.of("../docs/overview.svg");
  private static final Path DRAWN = Path.of("target/overview.svg");
  private static final int MOST_BYTES = 150_000;
  private static final Pattern PARTS = Pattern.compile("<desc id=\"parts\">(.*)</desc>");

  /** What differs from machine to machine and means nothing to a reader. */
  private static final String IMPERSONAL =
      "document.querySelector('header h1 .soft').textContent = 'pid 4711'";

  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      """;

  @Test
  void showsThePartsThatThePageHas(@TempDir Path home) throws IOException {
    String running = System.getProperty("picture.of");
    try (Chromium chromium = Chromium.start()) {
      if (running == null) {
        keep(DRAWN, ofAnApplication(chromium, home));
      } else {
        keep(KEPT, draw(chromium, URI.create(running).resolve("?range=5m")));
      }
    }
    String kept = Files.readString(KEPT);
    if (running == null) {
      assertThat(parts(kept))
          .as("what docs/overview.svg shows; docs/dashboard.md says how it is drawn again")
          .isEqualTo(parts(Files.readString(DRAWN)));
    }
    assertThat(kept).doesNotContain("<script", "foreignObject", "href", "@import", "/home/");
  }

  private static void keep(Path file, String svg) throws IOException {
    assertThat(svg.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MOST_BYTES);
    Files.writeString(file, svg);
  }

  private static String parts(String svg) {
    Matcher found = PARTS.matcher(svg);
    assertThat(found.find()).as("the names of its parts").isTrue();
    return found.group(1);
  }

  private static String ofAnApplication(Chromium chromium, Path home) throws IOException {
    JWK key = rsa("first");
    try (TestIdentityProvider identityProvider = new TestIdentityProvider()) {
      identityProvider.publish(key);
      try (AppJvm app =
          AppJvm.on(Jdk.CURRENT, home)
              .config(CONFIG)
              .start(NaiveAuthApp.class, identityProvider.keySetUrl())) {
        app.patchPhase("jwks", "{\"enabled\":true,\"rollout\":50}");
        for (int i = 0; i < 20; i++) {
          assertThat(app.ask("auth " + token(key, "user" + i))).isEqualTo("ok user" + i);
        }
        String svg = draw(chromium, app.dashboard());
        assertThat(svg).doesNotContain(app.token(), home.toString());
        return svg;
      }
    }
  }

  private static String draw(Chromium chromium, URI dashboard) throws IOException {
    Page page =
        chromium.page(
            new Browser.NewContextOptions()
                .setViewportSize(1280, 720)
                .setColorScheme(ColorScheme.LIGHT));
    page.addInitScript(script("recorder.js"));
    page.navigate(dashboard.toString());
    assertThat(page.locator("header")).containsText("live");
    assertThat(page.locator("#slowest tbody tr").first()).isVisible();
    assertThat(page.locator(".screen-overview .phases tbody tr").first()).isVisible();
    page.setViewportSize(1280, (int) page.evaluate("document.documentElement.scrollHeight"));
    page.waitForCondition(
        () -> (boolean) page.evaluate("document.querySelector('canvas').drawn?.length > 0"));
    page.evaluate(IMPERSONAL);
    return (String) page.evaluate(script("drawing.js"));
  }

  private static String script(String name) throws IOException {
    try (var in =
        Objects.requireNonNull(OverviewPictureTest.class.getResourceAsStream("/picture/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
