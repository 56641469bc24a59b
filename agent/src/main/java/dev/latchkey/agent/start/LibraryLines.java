package dev.latchkey.agent.start;

import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetWeaving;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.metrics.WovenMethod;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells of each known library what was woven of it (rule F-2): once when its first class is there,
 * and once more when that has changed half a minute later. A version of which nothing can be woven
 * is told of once. Afterwards it is silent. Confined to the thread of {@link Upkeep}.
 */
final class LibraryLines {
  private static final String PRESET = "preset:";
  private static final long SETTLED_NANOS = Duration.ofSeconds(30).toNanos();

  private final Metrics metrics;
  private final Ticker ticker;
  private final AgentLog log;
  private final Map<String, Told> told = new LinkedHashMap<>();

  LibraryLines(Metrics metrics, Ticker ticker, AgentLog log) {
    this.metrics = metrics;
    this.ticker = ticker;
    this.log = log;
  }

  /** Looks at what was woven, and tells what is new. */
  void tell() {
    Map<String, List<TargetWeaving>> libraries = new LinkedHashMap<>();
    for (TargetWeaving target : metrics.weavings()) {
      String source = target.info().source();
      if (source.startsWith(PRESET)) {
        libraries
            .computeIfAbsent(source.substring(PRESET.length()), name -> new ArrayList<>())
            .add(target);
      }
    }
    libraries.forEach(this::tell);
  }

  private void tell(String library, List<TargetWeaving> targets) {
    if (targets.stream().allMatch(target -> target.status().state() == State.WAITING)) {
      return;
    }
    Told before = told.computeIfAbsent(library, name -> new Told(ticker.nanos()));
    boolean woven = targets.stream().anyMatch(LibraryLines::isWoven);
    boolean settled = ticker.nanos() - before.sinceNanos >= SETTLED_NANOS;
    if (before.finished || (before.line.isEmpty() ? !woven && !settled : !settled)) {
      return;
    }
    before.finished = settled;
    String line = line(library, targets);
    if (!line.equals(before.line)) {
      before.line = line;
      if (woven) {
        log.info("LK-2011", line);
      } else {
        log.warn("LK-2012", line + "; this version is left alone");
      }
    }
  }

  private static boolean isWoven(TargetWeaving target) {
    State state = target.status().state();
    return state == State.WOVEN || state == State.SWITCHED_OFF;
  }

  private static String line(String library, List<TargetWeaving> targets) {
    Set<String> versions = new TreeSet<>();
    List<String> others = new ArrayList<>();
    for (TargetWeaving target : targets) {
      target.status().woven().stream()
          .map(WovenMethod::version)
          .filter(version -> !version.isEmpty())
          .forEach(versions::add);
      if (!isWoven(target)) {
        others.add(target.info().name() + ": " + whyNot(target));
      }
    }
    return library
        + (versions.isEmpty() ? "" : " " + String.join(" and ", versions))
        + ": "
        + (targets.size() - others.size())
        + "/"
        + targets.size()
        + " methods woven"
        + (others.isEmpty() ? "" : " (" + String.join("; ", others) + ")");
  }

  private static String whyNot(TargetWeaving target) {
    return target.status().state() == State.WAITING ? "not loaded yet" : target.status().reason();
  }

  /** What was told of one library. */
  private static final class Told {
    private final long sinceNanos;
    private String line = "";
    private boolean finished;

    Told(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }
}
