package dev.latchkey.agent.weave;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.metrics.WeavingStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the targets woven: into classes as they are loaded, and into those that were loaded before.
 *
 * <p>A change of the targets is one step for the application. The new index is published first, so
 * that every class whose loading begins afterwards is woven by it, and then the loaded classes that
 * a removed or added target may be in are transformed once. A class that is loaded meanwhile has
 * been woven by the old index or by the new one; one that came out of the transformer before the
 * index changed and into the JVM's tables after they were looked through has the old form until
 * {@link #settle} looks through them once more. Until then its calls go to sites of removed
 * targets, which do nothing: see {@link Sites}.
 *
 * <p>Thread-safe. Changes wait for each other; {@code changes} is held while classes are
 * transformed, which runs code of the application's class loaders. No such code can come back here:
 * changes are only made by threads of the agent, and the thread that starts it.
 */
public final class Weaving {
  private final Instrumentation instrumentation;
  private final Sites sites;
  private final WeavingReport report;
  private final MonitoredMethods monitored = new MonitoredMethods();
  private final WeavingTransformer transformer;
  private final Retransformer loaded;
  private final ReentrantLock changes = new ReentrantLock();

  @GuardedBy("changes")
  private @Nullable Change unsettled;

  @GuardedBy("changes")
  private boolean closed;

  /** Reports what comes of each target to {@code report}. */
  public Weaving(Instrumentation instrumentation, Sites sites, WeavingReport report) {
    this.instrumentation = instrumentation;
    this.sites = sites;
    this.report = report;
    transformer =
        new WeavingTransformer(sites, report, monitored, new OpenedModules(instrumentation));
    loaded = new Retransformer(instrumentation, transformer::refused);
  }

  /**
   * Begins with these targets: weaves from now on, and weaves again what is loaded already. A class
   * that cannot be woven is reported and left alone.
   */
  public void start(List<Target> targets) {
    changes.lock();
    try {
      targets.forEach(report::follow);
      TargetIndex index = new TargetIndex(targets);
      transformer.index(index);
      instrumentation.addTransformer(transformer, true);
      retransform(new Change(index));
    } finally {
      changes.unlock();
    }
  }

  /**
   * Loads what the first weaving needs, so that the thread of the application whose class it will
   * be does not wait for it.
   *
   * @throws UncheckedIOException when the agent's own class files cannot be read
   */
  public void prepare() {
    try {
      transformer.prepare();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Returns how many classes the JVM has loaded since this began, the agent's own left out. */
  public long classesSeen() {
    return transformer.seen();
  }

  /**
   * Tells what a target would match in the classes that are loaded, and changes nothing.
   *
   * @param before the targets that come before it
   */
  public WeavingStatus look(List<Target> before, Target target) {
    return LoadedScan.of(instrumentation.getAllLoadedClasses(), before, target);
  }

  /** Returns the methods that carry the API's annotation. */
  public MonitoredMethods monitored() {
    return monitored;
  }

  /**
   * Looks for such methods in the classes that were loaded before the agent, of loaders alone that
   * have the annotation. Reads class files, so not before main began.
   */
  public void lookForMonitored() {
    MarkedClasses.in(instrumentation.getAllLoadedClasses(), monitored::look);
  }

  /**
   * Replaces the targets, in order of precedence. Those that stay keep their sites and their
   * figures. When a loaded class cannot be woven as asked, everything is as it was before.
   *
   * @param targets those that stay are the same objects as before
   * @throws WeavingException when the change was undone
   */
  public void apply(List<Target> targets) throws WeavingException {
    changes.lock();
    try {
      if (closed) {
        throw new WeavingException("the agent was taken out of this JVM");
      }
      TargetIndex before = transformer.index();
      List<Target> removed = missing(before.targets(), targets);
      List<Target> added = missing(targets, before.targets());
      List<Target> changed = new ArrayList<>(removed);
      changed.addAll(added);
      added.forEach(report::follow);
      var attempt = new WeavingTransformer.Attempt();
      transformer.attempt(attempt);
      transformer.index(new TargetIndex(targets));
      retransform(new Change(new TargetIndex(changed)));
      transformer.attempt(null);
      if (!attempt.failures().isEmpty()) {
        transformer.index(before);
        retransform(new Change(new TargetIndex(changed)));
        end(added);
        removed.forEach(report::follow);
        throw new WeavingException(String.join("; ", attempt.failures().values()));
      }
      end(removed);
    } finally {
      changes.unlock();
    }
  }

  /** Returns what is not in {@code others}. */
  private static List<Target> missing(List<Target> targets, List<Target> others) {
    Set<Target> known = new HashSet<>(others);
    return targets.stream().filter(target -> !known.contains(target)).toList();
  }

  private void end(List<Target> targets) {
    sites.retire(targets);
    targets.forEach(report::forget);
  }

  @GuardedBy("changes")
  private void retransform(Change change) {
    loaded.all(change.affected::mayMatch, change.done);
    unsettled = change;
  }

  /** Looks once more for classes that were being loaded during the last change. */
  public void settle() {
    changes.lock();
    try {
      Change last = unsettled;
      if (last != null && !closed) {
        loaded.all(last.affected::mayMatch, last.done);
        unsettled = null;
      }
    } finally {
      changes.unlock();
    }
  }

  /**
   * Takes everything out: every woven class gets back what it would have without the agent. May be
   * called twice.
   */
  public Restored close() {
    changes.lock();
    try {
      closed = true;
      unsettled = null;
      transformer.index(new TargetIndex(List.of()));
      instrumentation.removeTransformer(transformer);
      RestoreCheck check = new RestoreCheck();
      instrumentation.addTransformer(check, true);
      try {
        loaded.all(transformer::hasWoven, new HashSet<>());
      } finally {
        instrumentation.removeTransformer(check);
      }
      return check.result();
    } finally {
      changes.unlock();
    }
  }

  /** A change of the targets, until it is settled; keeps no class alive. */
  private static final class Change {
    private final TargetIndex affected;
    private final Set<Class<?>> done = Collections.newSetFromMap(new WeakHashMap<>());

    Change(TargetIndex affected) {
      this.affected = affected;
    }
  }
}
