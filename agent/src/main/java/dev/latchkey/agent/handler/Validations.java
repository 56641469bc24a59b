package dev.latchkey.agent.handler;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.Invalidation;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.Validation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.IdentityIds;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Puts together what handles the targets that keep whole results. Thread-safe. */
final class Validations {
  private final LatchkeyRuntime runtime;
  private final IdentityIds ids;
  private final Supplier<BooleanSupplier> samples;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Receivers> receivers = new ConcurrentHashMap<>();

  Validations(LatchkeyRuntime runtime, IdentityIds ids) {
    this(runtime, ids, runtime.checks()::sample);
  }

  /**
   * @param samples make for each target what tells of each hit whether the application's own answer
   *     is asked for as well
   */
  Validations(LatchkeyRuntime runtime, IdentityIds ids, Supplier<BooleanSupplier> samples) {
    this.runtime = runtime;
    this.ids = ids;
    this.samples = samples;
  }

  /** Returns whether a target's results are kept whole, as the configuration stands. */
  boolean isFull(TargetConfig config) {
    return runtime.config().phases().jwt().keepsWhole(config);
  }

  CallHandler handler(TargetConfig config) {
    Validation validation = config.validation().orElseThrow();
    Duration ttl = config.ttl().orElse(runtime.config().phases().jwt().ttl());
    ResultForm form = new ResultForm(validation);
    TargetNotes notes = new TargetNotes(runtime.metrics(), config.name());
    AnswerCheck answers =
        new AnswerCheck(
            config.name(),
            config.role() == Role.INTROSPECT,
            ttl,
            validation.onlyIf().map(PathReader::new),
            new ClaimsReader(validation.claims(), runtime.claimIds()),
            form,
            runtime.validations(),
            runtime.checks(),
            runtime.events(),
            notes);
    return new ValidationHandler(
        new PhaseGate(runtime.phases(), Phase.JWT),
        runtime.forecaster(),
        runtime.benefits().of(config.name(), Phase.JWT),
        runtime.validations(),
        new ValidationKey(config, numbers.incrementAndGet(), ids),
        receivers(config.className()),
        new PurityCheck(validation, config.className()),
        form,
        answers,
        notes,
        samples.get());
  }

  /** Returns what sees the settings change of the validators of a class. */
  CallHandler configuration(String className) {
    return new ConfigurationHandler(receivers(className));
  }

  /** Returns what sees answers become untrue. */
  CallHandler invalidation(Invalidation.ByMethod by) {
    return new InvalidationHandler(
        by.key(), runtime.phases(), runtime.validations(), runtime.revocations());
  }

  private Receivers receivers(String className) {
    return receivers.computeIfAbsent(className, name -> new Receivers(numbers));
  }
}
