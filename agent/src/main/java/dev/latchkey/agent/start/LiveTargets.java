package dev.latchkey.agent.start;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.handler.DriverTargets;
import dev.latchkey.agent.handler.ServingTargets;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.start.Targets.Ready;
import dev.latchkey.agent.weave.MonitoredMethods;
import dev.latchkey.agent.weave.MonitoredMethods.Found;
import dev.latchkey.agent.weave.Restored;
import dev.latchkey.agent.weave.Weaving;
import dev.latchkey.agent.weave.WeavingException;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.TargetControl;
import dev.latchkey.runtime.TargetRefusedException;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.TargetResult;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.discovery.MethodId;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the running agent, from the configuration, the API and the presets. Thread-safe;
 * changes wait for each other, and each is made as a whole or not at all.
 */
final class LiveTargets implements TargetControl {
  private final LatchkeyRuntime runtime;
  private final Weaving weaving;
  private final WeavingReport report;
  private final Runnable disconnect;
  private final ReentrantLock changes = new ReentrantLock();

  private volatile @Nullable Upkeep upkeep;

  @GuardedBy("changes")
  private final Targets targets;

  @GuardedBy("changes")
  private Selection selection;

  @GuardedBy("changes")
  private final DriverTargets drivers;

  @GuardedBy("changes")
  private final ServingTargets serving;

  @GuardedBy("changes")
  private final List<Target> observing = new ArrayList<>();

  @GuardedBy("changes")
  private List<Target> scanning = List.of();

  private final Discovery discovery;

  /**
   * Prepares and weaves nothing yet.
   *
   * @param disconnect takes the gate from woven code
   */
  LiveTargets(
      LatchkeyRuntime runtime,
      Weaving weaving,
      WeavingReport report,
      Copiers copiers,
      Runnable disconnect) {
    this.disconnect = disconnect;
    this.runtime = runtime;
    this.weaving = weaving;
    this.report = report;
    targets = new Targets(runtime, copiers);
    selection = Selection.of(runtime.config());
    drivers = targets.driverTargets();
    serving = targets.servingTargets();
    discovery =
        new Discovery(
            new ScanWeaving(this, targets.scanTargets()),
            runtime.events(),
            runtime.metrics().errors(),
            Ticker.system());
  }

  /** Returns how many classes the JVM has loaded since this began, the agent's own left out. */
  long classesSeen() {
    return weaving.classesSeen();
  }

  /** Returns what looks for methods that are worth a target. */
  Discovery discovery() {
    return discovery;
  }

  /**
   * Weaves these targets besides, where no other is, in place of those that were given before.
   *
   * @throws WeavingException when none of them is woven
   */
  void scan(List<Target> wanted) throws WeavingException {
    changes.lock();
    try {
      List<Target> before = scanning;
      scanning = List.copyOf(wanted);
      try {
        weaving.apply(withObserver(targets.inForce()));
      } catch (WeavingException undone) {
        scanning = before;
        throw undone;
      }
    } finally {
      changes.unlock();
    }
  }

  /** Returns the name of the target that means a method; empty for none. */
  String targetOf(MethodId method) {
    changes.lock();
    try {
      for (Target target : Targets.list(targets.inForce())) {
        if (means(target.config(), method)) {
          return target.name();
        }
      }
      return "";
    } finally {
      changes.unlock();
    }
  }

  private static boolean means(TargetConfig config, MethodId method) {
    return config.className().equals(method.className())
        && config.method().name().equals(method.name())
        && config.method().parameterTypes().map(method.parameterTypes()::equals).orElse(true);
  }

  /** Returns the targets of the configuration, the API and the presets that are in force. */
  List<TargetConfig> configured() {
    changes.lock();
    try {
      return Targets.list(targets.inForce()).stream().map(Target::config).toList();
    } finally {
      changes.unlock();
    }
  }

  /** Weaves what the configuration wants; returns how many targets that are. */
  int start() {
    changes.lock();
    try {
      targets.keep(targets.prepare(selection));
      observing.addAll(drivers.first());
      observing.addAll(targets.apiTargets().targets());
      serving.want(runtime.config());
      weaving.start(withObserver(targets.inForce()));
      return Targets.list(targets.inForce()).size();
    } finally {
      changes.unlock();
    }
  }

  @Override
  public String add(String item, String actor) throws TargetRefusedException {
    TargetConfig target = read(item);
    WeavingStatus status = add(target);
    event("target.added", actor, "Target " + target.name() + " was added, " + told(status) + ".");
    return target.name();
  }

  @Override
  public Preview validate(String item) throws TargetRefusedException {
    TargetConfig target = read(item);
    List<Target> before;
    changes.lock();
    try {
      if (targets.inForce().containsKey(target.name())) {
        throw TargetRefusedException.nameTaken(target.name());
      }
      before = targets.beforeAdded();
    } finally {
      changes.unlock();
    }
    return new Preview(target.name(), weaving.look(before, Target.lookedAt(target)));
  }

  private TargetConfig read(String item) throws TargetRefusedException {
    TargetResult result =
        ConfigReader.readTarget(item, runtime.config().phases().session().mayLiveLong());
    return result.target().orElseThrow(() -> TargetRefusedException.invalid(result.problems()));
  }

  private WeavingStatus add(TargetConfig target) throws TargetRefusedException {
    changes.lock();
    try {
      if (targets.inForce().containsKey(target.name())) {
        throw TargetRefusedException.nameTaken(target.name());
      }
      Selection before = selection;
      change(before.with(target));
      Ready ready = Objects.requireNonNull(targets.inForce().get(target.name()));
      WeavingStatus status = report.status(ready.target());
      if (status.state() == State.UNMATCHED || status.state() == State.REFUSED) {
        change(before);
        throw TargetRefusedException.notWoven(status.reason());
      }
      return status;
    } catch (WeavingException undone) {
      throw TargetRefusedException.notWoven(String.valueOf(undone.getMessage()));
    } finally {
      changes.unlock();
    }
  }

  @Override
  public boolean remove(String name, String actor) throws TargetRefusedException {
    changes.lock();
    try {
      if (!targets.inForce().containsKey(name)) {
        return false;
      }
      change(selection.without(name));
    } catch (WeavingException undone) {
      throw TargetRefusedException.notWoven(String.valueOf(undone.getMessage()));
    } finally {
      changes.unlock();
    }
    event("target.removed", actor, "Target " + name + " was removed.");
    return true;
  }

  /**
   * Replaces the targets of the configuration.
   *
   * @throws WeavingException when the old ones are still in force
   */
  void reload(LatchkeyConfig config) throws WeavingException {
    changes.lock();
    try {
      serving.want(config);
      change(selection.reloaded(config));
    } catch (WeavingException undone) {
      serving.want(runtime.config());
      throw undone;
    } finally {
      changes.unlock();
    }
  }

  /** Weaves the classes of drivers that were found since; those that cannot be are left alone. */
  void observe() {
    changes.lock();
    try {
      for (List<Target> next = drivers.next(); !next.isEmpty(); next = drivers.next()) {
        observe(next);
        drivers.settled();
      }
    } finally {
      changes.unlock();
    }
  }

  @GuardedBy("changes")
  private void observe(List<Target> added) {
    observing.addAll(added);
    try {
      weaving.settle();
      weaving.apply(withObserver(targets.inForce()));
      runtime.jdbc().watchesMore();
    } catch (WeavingException undone) {
      observing.removeAll(added);
      runtime.jdbc().lost();
      runtime.metrics().errors().count(Border.BACKGROUND, "targets", undone);
    }
  }

  /**
   * Weaves the methods that carry the API's annotation and were found since; when one of them
   * cannot be, none of these is.
   */
  void monitor() {
    changes.lock();
    try {
      List<Target> added = new ArrayList<>();
      MonitoredMethods found = weaving.monitored();
      for (Found next = found.next(); next != null; next = found.next()) {
        targets
            .apiTargets()
            .monitored(next.className(), next.method(), next.parameters(), next.name())
            .ifPresent(added::add);
      }
      if (!added.isEmpty()) {
        monitor(added);
      }
    } finally {
      changes.unlock();
    }
  }

  @GuardedBy("changes")
  private void monitor(List<Target> added) {
    observing.addAll(added);
    try {
      weaving.settle();
      weaving.apply(withObserver(targets.inForce()));
    } catch (WeavingException undone) {
      observing.removeAll(added);
      runtime.metrics().errors().count(Border.BACKGROUND, "targets", undone);
    }
  }

  /** Looks for such methods in what was loaded before the agent; not before main began. */
  void lookForMonitored() {
    weaving.lookForMonitored();
  }

  /** What an operator wants comes first: a method is woven for one target only. */
  @GuardedBy("changes")
  private List<Target> withObserver(Map<String, Ready> wanted) {
    List<Target> all = new ArrayList<>(Targets.list(wanted));
    all.addAll(observing);
    all.addAll(serving.targets());
    all.addAll(scanning);
    return all;
  }

  /** Begins the background work on the targets; {@link #close} ends it. */
  void keepUp(Upkeep work) {
    upkeep = work;
    changes.lock();
    try {
      drivers.onFound(work::soon);
      weaving.monitored().onFound(work::soon);
    } finally {
      changes.unlock();
    }
    work.start();
  }

  /**
   * Ends the background work, takes everything out of the application's classes, then disconnects
   * the gate. May be called twice.
   */
  Restored close() {
    discovery.close();
    Upkeep work = upkeep;
    if (work != null) {
      work.close();
    }
    Restored restored = weaving.close();
    disconnect.run();
    return restored;
  }

  @GuardedBy("changes")
  private void change(Selection next) throws WeavingException {
    Map<String, Ready> before = targets.inForce();
    Map<String, Ready> after = targets.prepare(next);
    try {
      weaving.apply(withObserver(after));
      targets.keep(after);
      selection = next;
    } catch (WeavingException undone) {
      targets.keep(before);
      throw undone;
    }
  }

  private static String told(WeavingStatus status) {
    return status.state() == State.WOVEN
        ? "methods woven: " + status.woven().size()
        : status.reason();
  }

  private void event(String kind, String actor, String text) {
    runtime.events().add(kind, Severity.INFO, actor, text);
  }
}
