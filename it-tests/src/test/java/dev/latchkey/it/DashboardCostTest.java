package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import dev.latchkey.it.app.QuietApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Chromium;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.ToldFeed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard takes of the machine that looks at it; printed, on request only. */
@EnabledIfSystemProperty(named = "dashboard.cost", matches = "true")
class DashboardCostTest {
  private static final int HOUR = 3600;
  private static final int SECONDS = Integer.getInteger("dashboard.seconds", 60);

  /** Their charts, of one hour each, are six. */
  private static final List<String> SCREENS = List.of("overview", "system");

  @Test
  void printsWhenAPageIsUsefulAndWhatItsChartsTake(@TempDir Path home) {
    try (AppJvm app =
            AppJvm.on(Jdk.CURRENT, home).config("admin: { port: 0 }\n").start(QuietApp.class);
        Chromium chromium = Chromium.start()) {
      JsonNode real = app.get("/api/v1/timeseries?range=1h&points=3600");
      for (int run = 0; run < 5; run++) {
        System.out.printf("first useful paint: %.0f ms%n", firstPaint(app, chromium));
      }
      double sum = 0;
      int charts = 0;
      for (String screen : SCREENS) {
        Page page = page(chromium);
        ToldFeed feed = anHour(page, app, real, screen);
        int drawn = page.locator("canvas").count();
        double ratio = busyRatio(page, feed);
        System.out.printf(
            "%s, %d charts of one hour: %.2f %% of a core%n", screen, drawn, 100 * ratio);
        sum += ratio;
        charts += drawn;
        chromium.clear();
      }
      System.out.printf("%d charts of one hour at 1 Hz: %.2f %% of a core%n", charts, 100 * sum);
      assertThat(charts).isGreaterThanOrEqualTo(6);
    }
  }

  private static Page page(Chromium chromium) {
    return chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 720));
  }

  /** From the beginning of the navigation until the verdict of the agent stands there. */
  private static double firstPaint(AppJvm app, Chromium chromium) {
    Page page = page(chromium);
    page.addInitScript(
        "new MutationObserver(() => {"
            + " if (!window.usefulAt && document.querySelector('section.verdict strong'))"
            + " requestAnimationFrame(() => { window.usefulAt ??= performance.now(); });"
            + " }).observe(document, { childList: true, subtree: true });");
    page.navigate(app.dashboard().toString());
    page.waitForCondition(() -> page.evaluate("window.usefulAt") != null);
    double at = ((Number) page.evaluate("window.usefulAt")).doubleValue();
    chromium.clear();
    return at;
  }

  private static ToldFeed anHour(Page page, AppJvm app, JsonNode real, String screen) {
    ToldFeed feed = new ToldFeed(page, real, System.currentTimeMillis() / 1000 - HOUR);
    page.navigate(app.dashboard().resolve("/?range=1h#/" + screen).toString());
    feed.awaitQuestion();
    feed.answer(1, HOUR);
    feed.hello();
    page.waitForCondition(() -> feed.known() == HOUR);
    return feed;
  }

  /** The CPU time of the page's main thread while a second was told each second. */
  private static double busyRatio(Page page, ToldFeed feed) {
    CDPSession session = page.context().newCDPSession(page);
    JsonObject cpu = new JsonObject();
    cpu.addProperty("timeDomain", "threadTicks");
    session.send("Performance.enable", cpu);
    int number = HOUR;
    for (int warm = 0; warm < 5; warm++) {
      feed.tick(++number);
      page.waitForTimeout(1000);
    }
    double before = taskSeconds(session);
    long began = System.nanoTime();
    for (int second = 0; second < SECONDS; second++) {
      feed.tick(++number);
      page.waitForTimeout(1000);
    }
    return (taskSeconds(session) - before) / ((System.nanoTime() - began) / 1e9);
  }

  private static double taskSeconds(CDPSession session) {
    JsonObject metrics = session.send("Performance.getMetrics");
    for (JsonElement metric : metrics.getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
        return metric.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new AssertionError(metrics);
  }
}
