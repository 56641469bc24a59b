package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.weave.WeavingReport.Outcome;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM asks for every class it loads. Returns null for every class it leaves alone, because
 * returning the same bytes would take the class out of the application's class-data archive.
 *
 * <p>Thread-safe; runs on threads of the application, inside class loading, and so neither logs nor
 * asks a class loader for anything before a name matches.
 */
final class WeavingTransformer implements ClassFileTransformer {
  private final Sites sites;
  private final WeavingReport report;
  private final MonitoredMethods monitored;
  private final OpenedModules modules;
  private final @Nullable ClassLoader own = WeavingTransformer.class.getClassLoader();
  private final Set<String> wovenClasses = ConcurrentHashMap.newKeySet();
  private final LongAdder seen = new LongAdder();
  private volatile TargetIndex index = new TargetIndex(List.of());
  private volatile @Nullable Attempt attempt;
  private volatile @Nullable Weaver weaver;

  WeavingTransformer(
      Sites sites, WeavingReport report, MonitoredMethods monitored, OpenedModules modules) {
    this.sites = sites;
    this.report = report;
    this.monitored = monitored;
    this.modules = modules;
  }

  TargetIndex index() {
    return index;
  }

  /** Returns how many classes it was asked for. */
  long seen() {
    return seen.sum();
  }

  /** Weaves by these targets from now on. */
  void index(TargetIndex replacement) {
    index = replacement;
  }

  /** Tells {@code running} what goes wrong on its thread; null ends that. */
  void attempt(@Nullable Attempt running) {
    attempt = running;
  }

  /** Returns whether a class of this name was ever woven, by whatever loader. */
  boolean hasWoven(Class<?> type) {
    return wovenClasses.contains(type.getName());
  }

  /** A class whose targets change while it is woven is woven again: never by half of each. */
  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (internalName == null || loader == own) {
      return null;
    }
    seen.increment();
    while (true) {
      TargetIndex seen = index;
      byte[] woven = transform(seen, module, loader, internalName, domain, classFile);
      if (seen == index) {
        return woven;
      }
    }
  }

  private byte @Nullable [] transform(
      TargetIndex seen,
      @Nullable Module module,
      @Nullable ClassLoader loader,
      String internalName,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    List<Target> candidates = List.of();
    String className = internalName.replace('/', '.');
    try {
      candidates = seen.candidates(loader, internalName, classFile, monitored::look);
      if (candidates.isEmpty()) {
        return null;
      }
      Weaver.Woven woven = weaver().weave(loader, className, classFile, candidates);
      report.came(loader, className, Origin.of(loader, domain, className), woven.outcomes());
      if (woven.classFile() != null) {
        wovenClasses.add(className);
        modules.open(module, loader);
      }
      return woven.classFile();
    } catch (Throwable failure) {
      failed(candidates, loader, className, failure);
      return null;
    }
  }

  /** Notes that the JVM did not take the woven form of a loaded class. */
  void refused(Class<?> type, Throwable reason) {
    List<Target> named =
        index.candidates(type.getClassLoader(), type.getName().replace('.', '/'), new byte[0]);
    failed(named, type.getClassLoader(), type.getName(), reason);
  }

  private void failed(
      List<Target> targets, @Nullable ClassLoader loader, String className, Throwable failure) {
    String reason = "weaving " + className + " failed: " + failure.getClass().getName();
    Map<Target, Outcome> outcomes = new HashMap<>();
    targets.forEach(target -> outcomes.put(target, Outcome.refused(reason)));
    report.came(loader, className, Origin.of(loader, null, className), outcomes);
    Attempt running = attempt;
    if (running != null && running.thread == Thread.currentThread()) {
      running.failures.put(className, reason);
    }
  }

  void prepare() throws IOException {
    weaver().rehearse();
  }

  /** Two threads may make one each; they do the same. */
  private Weaver weaver() {
    Weaver known = weaver;
    if (known == null) {
      known = new Weaver(sites);
      weaver = known;
    }
    return known;
  }

  /** One change of the targets; confined to the thread that makes it, save for its identity. */
  static final class Attempt {
    private final Thread thread = Thread.currentThread();
    private final Map<String, String> failures = new java.util.LinkedHashMap<>();

    /** Returns why classes could not be woven, by their names. */
    Map<String, String> failures() {
      return failures;
    }
  }
}
