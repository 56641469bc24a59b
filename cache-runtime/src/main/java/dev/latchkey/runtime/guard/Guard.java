package dev.latchkey.runtime.guard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges every phase that is on for a part of the subjects, and leads those that have a plan along
 * it: to the next step when this one is safe, and back when it does harm.
 *
 * <p>Thread-safe. Whatever happens, happens in turns, behind one lock that is taken before all
 * others: those of the switches, and whatever their listeners take. A listener may not wait for a
 * thread that wants a turn. Operations take no lock.
 */
public final class Guard {
  private final ReentrantLock turns = new ReentrantLock();
  private final OperationCounts counts = new OperationCounts();
  private final PhaseSwitches phases;
  private final Ticker ticker;
  private final Keeper keeper;
  private final Steering steering;
  private final Course course;
  private final Autopilot autopilot;
  private final Accord accord;

  @GuardedBy("turns")
  private final Watch watch;

  @GuardedBy("turns")
  private final Map<Phase, Lane> lanes = new EnumMap<>(Phase.class);

  /** What is known of each phase, for readers that take no turn. */
  private final AtomicReferenceArray<RolloutView> views =
      new AtomicReferenceArray<>(Phase.values().length);

  private final Rollbacks rollbacks;
  private final AtomicInteger judges = new AtomicInteger(1);

  @GuardedBy("turns")
  private @Nullable ThreadCpuClock cpuClock;

  private volatile @Nullable OperationTracker operations;

  /**
   * Begins with no plan and watches the switches.
   *
   * @param config how to judge, asked for again at every step
   * @param gates whether a phase brings what it is there for, asked when a plan has to pass them
   * @param file where plans outlive a restart
   */
  public Guard(
      PhaseSwitches phases,
      EventLog events,
      Ticker ticker,
      Supplier<GuardConfig> config,
      Function<Phase, Optional<Gate>> gates,
      File file) {
    this.phases = phases;
    this.ticker = ticker;
    keeper = new Keeper(new RolloutFile(file), events);
    steering = new Steering(phases, ticker, config, gates, judges::get);
    Ledger ledger = new Ledger(events, ticker);
    rollbacks = ledger.rollbacks();
    course = new Course(steering, ledger);
    autopilot = new Autopilot(steering, ledger);
    accord = new Accord(steering, autopilot, ledger);
    watch = new Watch(counts, phases, ticker);
    for (Phase phase : Phase.values()) {
      Lane lane = new Lane(phase);
      lanes.put(phase, lane);
      publish(lane);
    }
    phases.onChange(this::changed);
  }

  /** Returns what takes in every finished auth operation. */
  public OperationSink sink() {
    return counts;
  }

  /**
   * Takes up the plans that were kept, and has CPU time read while a phase is judged; to be called
   * once, before the first {@link #tick()}, and not before the application's main method.
   */
  public void start(OperationTracker tracker) {
    operations = tracker;
    List<RolloutJson.Kept> kept = keeper.plans();
    turns.lock();
    try {
      for (RolloutJson.Kept each : kept) {
        restore(lane(each.phase()), each);
      }
    } finally {
      turns.unlock();
    }
  }

  @GuardedBy("turns")
  private void restore(Lane lane, RolloutJson.Kept kept) {
    if (phases.state(lane.phase).available()) {
      kept.decisions().forEach(lane::add);
      lane.baseline = kept.baseline().orElse(null);
      long before = lane.shares;
      autopilot.restore(lane, kept.rollout(), kept.version());
      restartIfNew(lane, before);
      publish(lane);
    }
  }

  /**
   * Looks at what was counted and does what follows from it; to be called once a second, by one
   * background thread.
   */
  public void tick() {
    turns.lock();
    try {
      watch.look(lanes.values());
      for (Lane lane : lanes.values()) {
        long before = lane.shares;
        autopilot.follow(lane);
        autopilot.decide(lane);
        restartIfNew(lane, before);
        publish(lane);
      }
      steering.end();
    } finally {
      turns.unlock();
      save();
    }
  }

  /** Switches a phase on for the first share of a plan; one that it has already ends. */
  @CanIgnoreReturnValue
  public RolloutView begin(
      Phase phase, Plan plan, String actor, String reason, OptionalLong expectedVersion) {
    return turn(phase, lane -> course.begin(lane, plan, actor, reason, expectedVersion));
  }

  /** Keeps a plan at its step. What does harm is rolled back nevertheless. */
  @CanIgnoreReturnValue
  public RolloutView pause(Phase phase, String actor, String reason, OptionalLong expectedVersion) {
    return turn(phase, lane -> course.pause(lane, actor, reason, expectedVersion));
  }

  /** Lets a plan go on; one that was rolled back begins at its first step, cooled down or not. */
  @CanIgnoreReturnValue
  public RolloutView resume(
      Phase phase, String actor, String reason, OptionalLong expectedVersion) {
    return turn(phase, lane -> course.resume(lane, actor, reason, expectedVersion));
  }

  /** Takes the next step now, whatever the verdict, unless subjects are not split as asked for. */
  @CanIgnoreReturnValue
  public RolloutView advance(
      Phase phase, String actor, String reason, OptionalLong expectedVersion) {
    return turn(phase, lane -> course.advance(lane, actor, reason, expectedVersion));
  }

  /** Switches a phase off, with a plan or without; may be repeated. */
  @CanIgnoreReturnValue
  public RolloutView rollBack(
      Phase phase, String actor, String reason, OptionalLong expectedVersion) {
    return turn(phase, lane -> course.rollBack(lane, actor, reason, expectedVersion));
  }

  /**
   * Switches a phase off, in shadow or not and with a plan or without, because the application
   * refused what a target's cache held as good. Ends before the caller goes on; may be called by
   * any thread that holds no lock, any number of times.
   */
  public void wrongAccept(Phase phase, String target) {
    turn(phase, lane -> autopilot.distrust(lane, target));
  }

  /** Returns what other processes are told of the phases and their plans. */
  public SharedPlans said(SharedPhases shared) {
    turns.lock();
    try {
      return accord.said(lanes.values(), shared);
    } finally {
      turns.unlock();
    }
  }

  /**
   * Takes what another process says of phases and plans where it is newer.
   *
   * @param name that process's, for people
   * @param shared what knows which is newer
   */
  public void follow(SharedPlans theirs, String name, SharedPhases shared) {
    for (Shared each : theirs.phases()) {
      if (shared.isNewer(each)) {
        Phase.of(each.phase())
            .ifPresent(phase -> turn(phase, lane -> accord.take(lane, each, theirs, name, shared)));
      }
    }
  }

  /** Returns what is known of a phase; waits for nobody. */
  public RolloutView view(Phase phase) {
    RolloutView known = views.get(phase.ordinal());
    PhaseState state = phases.state(phase);
    return known.state().version() == state.version() ? known : known.at(state);
  }

  /**
   * Tells how many instances of the fleet judge, this one included. The most that were ever heard
   * at once count: what one that is silent finds still rolls the fleet back when it is heard again.
   */
  public void judgedBy(int instances) {
    judges.accumulateAndGet(instances, Math::max);
  }

  /** Returns how often what was rolled back in this process. */
  public Rollbacks rollbacks() {
    return rollbacks;
  }

  /** Ends all plans, because their phases are about to be switched off for good. */
  public void end(String reason) {
    for (Phase phase : Phase.values()) {
      turn(phase, lane -> course.end(lane, reason));
    }
    save();
  }

  private RolloutView turn(Phase phase, Consumer<Lane> command) {
    turns.lock();
    try {
      Lane lane = lane(phase);
      long before = lane.shares;
      autopilot.follow(lane);
      try {
        command.accept(lane);
      } finally {
        restartIfNew(lane, before);
      }
      RolloutView view = publish(lane);
      steering.end();
      return view;
    } finally {
      turns.unlock();
    }
  }

  /** A switch was set: by the guard, which knows, or by somebody else. */
  private void changed(PhaseState state) {
    if (!turns.isHeldByCurrentThread()) {
      turn(state.phase(), lane -> {});
    }
  }

  @GuardedBy("turns")
  private void restartIfNew(Lane lane, long before) {
    if (lane.shares == before) {
      return;
    }
    watch.restart(lanes.values(), lane);
    OperationTracker tracker = operations;
    if (tracker != null) {
      if (cpuClock == null) {
        cpuClock = new ThreadCpuClock();
      }
      tracker.readCpuTime(watch.isJudging(lanes.values()) ? cpuClock : null);
    }
  }

  @GuardedBy("turns")
  private Lane lane(Phase phase) {
    return Objects.requireNonNull(lanes.get(phase));
  }

  private RolloutView publish(Lane lane) {
    RolloutView view = view(lane);
    views.set(lane.phase.ordinal(), view);
    return view;
  }

  private RolloutView view(Lane lane) {
    Assessment now = lane.assess();
    return new RolloutView(
        phases.state(lane.phase),
        Optional.ofNullable(lane.rollout),
        now,
        Duration.ofNanos(lane.judgedPercent == 0 ? 0 : ticker.nanos() - lane.stepBeganNanos),
        Sentences.of(lane, now),
        lane.decisions());
  }

  private void save() {
    keeper.save(this::kept);
  }

  private Keeper.Plans kept() {
    turns.lock();
    try {
      List<RolloutJson.Kept> kept = new ArrayList<>();
      long revision = 0;
      for (Lane lane : lanes.values()) {
        revision += lane.revision;
        if (lane.rollout != null) {
          kept.add(
              new RolloutJson.Kept(
                  lane.phase,
                  lane.rollout,
                  lane.version,
                  Optional.ofNullable(lane.baseline),
                  lane.decisions()));
        }
      }
      return new Keeper.Plans(revision, kept);
    } finally {
      turns.unlock();
    }
  }
}
