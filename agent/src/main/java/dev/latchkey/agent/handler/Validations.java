package dev.latchkey.agent.handler;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.Tier;
import dev.latchkey.runtime.config.Validation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.IdentityIds;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Puts together what handles the targets that keep whole results. Thread-safe. */
final class Validations {
  /** One hit in so many is checked against the application's own answer: rule M-3. */
  private static final int HITS_PER_SAMPLE = 1_000;

  private final LatchkeyRuntime runtime;
  private final IdentityIds ids;
  private final AtomicLong receiverNumbers = new AtomicLong();
  private final Map<String, Receivers> receivers = new ConcurrentHashMap<>();

  Validations(LatchkeyRuntime runtime, IdentityIds ids) {
    this.runtime = runtime;
    this.ids = ids;
  }

  /**
   * Returns whether a target's results are kept whole. For opaque tokens the target itself must say
   * so: they exist so that they can be revoked.
   */
  boolean isFull(TargetConfig config) {
    Tier otherwise =
        config.role() == Role.VALIDATE ? runtime.config().phases().jwt().tier() : Tier.SIGNATURE;
    return config.role().keepsResults() && config.tier().orElse(otherwise) == Tier.FULL;
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
            runtime.events(),
            notes);
    return new ValidationHandler(
        new PhaseGate(runtime.phases(), Phase.JWT),
        runtime.validations(),
        new ValidationKey(config, ids),
        receivers(config.name()),
        new PurityCheck(validation, config.className()),
        form,
        answers,
        notes,
        () -> ThreadLocalRandom.current().nextInt(HITS_PER_SAMPLE) == 0);
  }

  /** Returns what sees the settings change of the validators of a target. */
  CallHandler configuration(String target) {
    return new ConfigurationHandler(receivers(target));
  }

  private Receivers receivers(String target) {
    return receivers.computeIfAbsent(target, name -> new Receivers(receiverNumbers));
  }
}
