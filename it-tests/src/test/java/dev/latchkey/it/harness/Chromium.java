package dev.latchkey.it.harness;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real browser. What pages write to its console is collected. */
public final class Chromium implements AutoCloseable {
  private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Chromium() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(EXECUTABLE)
                    .setArgs(
                        List.of(
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** Starts it; without one the calling test is skipped, unless all tests are required. */
  public static Chromium start() {
    if (!Needed.all()) {
      assumeThat(EXECUTABLE).as("these tests need Chromium").isExecutable();
    }
    return new Chromium();
  }

  /** Opens an empty page in a profile of its own. */
  public Page page(Browser.NewContextOptions options) {
    Page page = browser.newContext(options).newPage();
    page.onConsoleMessage(this::note);
    page.onPageError(complaints::add);
    return page;
  }

  private void note(ConsoleMessage message) {
    complaints.add(message.type() + " " + message.text());
  }

  /** What pages wrote to the console: errors, and what the content security policy forbade. */
  public List<String> complaints() {
    return complaints;
  }

  /** Closes all pages and forgets their complaints. */
  public void clear() {
    List.copyOf(browser.contexts()).forEach(BrowserContext::close);
    complaints.clear();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
