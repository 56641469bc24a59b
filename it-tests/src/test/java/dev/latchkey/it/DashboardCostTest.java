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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard takes of the machine that looks at it; printed, on request only. */
@EnabledIfSystemProperty(named = "dashboard.cost", matches = "true")
class DashboardCostTest {
  private static final int HOUR = 3600;

  /** What Chromium counts of the main thread; the first has the others in it. */
  private static final Set<String> SPENT =
      Set.of("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration");

  private static final int LOADS = Integer.getInteger("dashboard.loads", 9);
  private static final int SECONDS = Integer.getInteger("dashboard.seconds", 60);

  private static final String PAINTED =
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";

  /** The first has one chart, the last six; the difference is what five more charts take. */
  private static final List<String> SCREENS = List.of("overview", "system");

  /** A frame is asked for when the words are there; the browser paints nothing without styles. */
  private static final String PAINTS =
      """
      window.paintedAt = () => performance.getEntriesByName('first-contentful-paint')[0].startTime;
      new MutationObserver(() => {
        const verdict = document.querySelector('#verdict')?.textContent ?? '';
        if (verdict && !verdict.startsWith('Asking')) {
          requestAnimationFrame(() => (window.verdictAt ??= performance.now()));
        }
        if (document.querySelector('.tile .big') && document.querySelector('#item-jwks, .phases')) {
          requestAnimationFrame(() => (window.screenAt ??= performance.now()));
        }
      }).observe(document, { childList: true, subtree: true, characterData: true });
      """;

  @Test
  void printsWhenAPageIsUsefulAndWhatItsChartsTake(@TempDir Path home) {
    try (AppJvm app =
            AppJvm.on(Jdk.CURRENT, home).config("admin: { port: 0 }\n").start(QuietApp.class);
        Chromium chromium = Chromium.start()) {
      JsonNode real = app.get("/api/v1/timeseries?range=1h&points=3600");
      int most = 0;
      printFirstPaints(app, chromium);
      for (String screen : SCREENS) {
        Page page = page(chromium);
        ToldFeed feed = anHour(page, app, real, screen);
        int drawn = page.locator("canvas").count();
        Map<String, Double> used = busy(page, feed);
        System.out.printf("%s, %d charts of one hour at 1 Hz, of a core:", screen, drawn);
        used.forEach((what, ratio) -> System.out.printf(" %s %.2f %%", what, 100 * ratio));
        System.out.println();
        most = Math.max(most, drawn);
        chromium.clear();
      }
      assertThat(most).isGreaterThanOrEqualTo(6);
    }
  }

  /**
   * In turn with a page of a few letters by the same server: what the browser takes for any page.
   */
  private static void printFirstPaints(AppJvm app, Chromium chromium) {
    List<Double> bare = new ArrayList<>();
    List<Double> verdict = new ArrayList<>();
    List<Double> screen = new ArrayList<>();
    for (int load = 0; load < LOADS; load++) {
      bare.add(barePaint(app, chromium));
      double[] paint = firstPaint(app, chromium);
      verdict.add(paint[0]);
      screen.add(paint[1]);
      System.out.printf(
          "a bare page after %.0f ms, the verdict after %.0f ms, the screen after %.0f ms%n",
          bare.get(load), paint[0], paint[1]);
    }
    System.out.printf(
        "median of %d loads: bare %.0f ms, verdict %.0f ms, screen %.0f ms%n",
        LOADS, median(bare), median(verdict), median(screen));
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static double barePaint(AppJvm app, Chromium chromium) {
    Page page = page(chromium);
    page.navigate(app.dashboard().resolve("/healthz").toString());
    page.waitForCondition(() -> page.evaluate(PAINTED) != null);
    double at = ((Number) page.evaluate(PAINTED)).doubleValue();
    chromium.clear();
    return at;
  }

  /** So high that every chart is on the screen: one beyond the edge is not drawn. */
  private static Page page(Chromium chromium) {
    return chromium.page(new Browser.NewContextOptions().setViewportSize(1280, 1400));
  }

  /**
   * Milliseconds from the beginning of the navigation until the agent's verdict can be read, and
   * until the whole screen stands there with its figures.
   */
  private static double[] firstPaint(AppJvm app, Chromium chromium) {
    Page page = page(chromium);
    page.addInitScript(PAINTS);
    page.navigate(app.dashboard().toString());
    page.waitForCondition(() -> page.evaluate("window.screenAt") != null);
    double read = ((Number) page.evaluate("Math.max(verdictAt, paintedAt())")).doubleValue();
    double whole = ((Number) page.evaluate("screenAt")).doubleValue();
    chromium.clear();
    return new double[] {read, whole};
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

  /**
   * The CPU time of the page's main thread, in all and by work, while a second was told each
   * second.
   */
  private static Map<String, Double> busy(Page page, ToldFeed feed) {
    CDPSession session = page.context().newCDPSession(page);
    JsonObject cpu = new JsonObject();
    cpu.addProperty("timeDomain", "threadTicks");
    session.send("Performance.enable", cpu);
    int number = HOUR;
    for (int warm = 0; warm < 5; warm++) {
      feed.tick(++number);
      page.waitForTimeout(1000);
    }
    Map<String, Double> before = seconds(session);
    long began = System.nanoTime();
    for (int second = 0; second < SECONDS; second++) {
      feed.tick(++number);
      page.waitForTimeout(1000);
    }
    double lasted = (System.nanoTime() - began) / 1e9;
    Map<String, Double> used = new TreeMap<>();
    seconds(session).forEach((what, at) -> used.put(what, (at - before.get(what)) / lasted));
    return used;
  }

  private static Map<String, Double> seconds(CDPSession session) {
    Map<String, Double> found = new TreeMap<>();
    for (JsonElement each :
        session.send("Performance.getMetrics").getAsJsonObject().getAsJsonArray("metrics")) {
      JsonObject metric = each.getAsJsonObject();
      if (SPENT.contains(metric.get("name").getAsString())) {
        found.put(metric.get("name").getAsString(), metric.get("value").getAsDouble());
      }
    }
    return found;
  }
}
