package dev.latchkey.agent.weave;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.metrics.WovenMethod;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what came of each target over all the classes that were looked at, each as it was looked
 * at last.
 *
 * <p>Thread-safe: {@code findings} is guarded by this object's lock, which is held for memory-only
 * work.
 */
public final class WeavingReport {
  /**
   * Classes that are told of for each target. Applications that load one class in ever new loaders
   * weave more; those are timed and counted like the others.
   */
  private static final int MOST_FINDINGS = 100;

  private final BiConsumer<String, WeavingStatus> statuses;

  @GuardedBy("this")
  private final Map<Target, List<Finding>> findings = new LinkedHashMap<>();

  /** Publishes to {@code metrics}. */
  public WeavingReport(Metrics metrics) {
    this(metrics::weaving);
  }

  /** Publishes each status under its target's name. */
  WeavingReport(BiConsumer<String, WeavingStatus> statuses) {
    this.statuses = statuses;
  }

  /** Reports on a target from now on, or goes on doing so in place of another of its name. */
  synchronized void follow(Target target) {
    findings.putIfAbsent(target, new ArrayList<>());
    publish(target);
  }

  /** Ends to report on a target. */
  synchronized void forget(Target target) {
    findings.remove(target);
  }

  /** Returns where a target stands. */
  public synchronized WeavingStatus status(Target target) {
    return status(target, findings.getOrDefault(target, List.of()));
  }

  /** Notes what came of the class, for every target that might have been in it. */
  synchronized void came(
      @Nullable ClassLoader loader,
      String className,
      Origin origin,
      Map<Target, Outcome> outcomes) {
    for (Map.Entry<Target, Outcome> came : outcomes.entrySet()) {
      List<Finding> known = findings.get(came.getKey());
      if (known != null) {
        known.removeIf(finding -> finding.isGone() || finding.isOf(loader, className));
        if (known.size() < MOST_FINDINGS) {
          known.add(Finding.of(loader, className, origin, came.getValue()));
        }
        publish(came.getKey());
      }
    }
  }

  @GuardedBy("this")
  private void publish(Target target) {
    statuses.accept(target.name(), status(target));
  }

  private static WeavingStatus status(Target target, List<Finding> findings) {
    List<WovenMethod> woven = new ArrayList<>();
    String hint = target.limitation();
    Outcome other = null;
    for (Finding finding : findings) {
      woven.addAll(finding.woven);
      if (finding.outcome.methods().isEmpty()) {
        other = other == null || other.state() == State.WAITING ? finding.outcome : other;
      } else if (hint.isEmpty()) {
        hint = finding.outcome.reason();
      }
    }
    if (!woven.isEmpty()) {
      return new WeavingStatus(State.WOVEN, hint, woven);
    }
    if (other != null) {
      return new WeavingStatus(other.state(), other.reason(), List.of());
    }
    String excluded = TargetIndex.excluded(target);
    return excluded == null
        ? new WeavingStatus(State.WAITING, notLoaded(target), List.of())
        : new WeavingStatus(State.REFUSED, excluded, List.of());
  }

  private static String notLoaded(Target target) {
    return "no class named " + target.config().className() + " was loaded yet";
  }

  /**
   * What came of one target in one class.
   *
   * @param methods signatures of the woven methods; empty when none is
   * @param reason why none is, or what is to be said of those that are
   */
  record Outcome(State state, List<String> methods, String reason) {
    static Outcome woven(List<String> methods, String hint) {
      return new Outcome(State.WOVEN, List.copyOf(methods), hint);
    }

    static Outcome waiting(String reason) {
      return new Outcome(State.WAITING, List.of(), reason);
    }

    static Outcome unmatched(String reason) {
      return new Outcome(State.UNMATCHED, List.of(), reason);
    }

    static Outcome refused(String reason) {
      return new Outcome(State.REFUSED, List.of(), reason);
    }
  }

  /** What came of one target in one class of one loader, which is not kept alive. */
  private static final class Finding {
    private final @Nullable WeakReference<ClassLoader> loader;
    private final String className;
    private final Outcome outcome;
    private final List<WovenMethod> woven;

    private Finding(
        @Nullable WeakReference<ClassLoader> loader,
        String className,
        Outcome outcome,
        List<WovenMethod> woven) {
      this.loader = loader;
      this.className = className;
      this.outcome = outcome;
      this.woven = woven;
    }

    static Finding of(
        @Nullable ClassLoader loader, String className, Origin origin, Outcome outcome) {
      List<WovenMethod> woven =
          outcome.methods().stream()
              .map(
                  method ->
                      new WovenMethod(
                          className, method, origin.loader(), origin.jar(), origin.version()))
              .toList();
      return new Finding(
          loader == null ? null : new WeakReference<>(loader), className, outcome, woven);
    }

    boolean isGone() {
      return loader != null && loader.get() == null;
    }

    boolean isOf(@Nullable ClassLoader other, String otherName) {
      return className.equals(otherName) && (loader == null ? null : loader.get()) == other;
    }
  }
}
