package dev.latchkey.agent.handler;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.IdentityIds;
import java.util.Optional;

/** Chooses what handles the calls of a target. Immutable. */
public final class Handlers {
  private static final int MOST_IDENTITIES = 10_000;

  private final LatchkeyRuntime runtime;
  private final IdentityIds ids = new IdentityIds(MOST_IDENTITIES);

  /** Handlers that work on the caches of {@code runtime}. */
  public Handlers(LatchkeyRuntime runtime) {
    this.runtime = runtime;
  }

  /** Returns the target ready for weaving. */
  public Target target(TargetConfig config, TargetMeter meter, int group) {
    return switch (config.role()) {
      case FETCH -> intercepting(config, meter, group, keySets(config));
      case SIGNATURE -> intercepting(config, meter, group, signatures(config));
      case TOKEN ->
          intercepting(
              config,
              meter,
              group,
              new TokenHandler(runtime.phases(), config.token().orElseThrow()));
      case CONNECT, TIME, VALIDATE, INTROSPECT ->
          config.token().isPresent()
              ? intercepting(
                  config, meter, group, new TokenHandler(runtime.phases(), config.token().get()))
              : timed(config, meter, group);
    };
  }

  private static Target intercepting(
      TargetConfig config, TargetMeter meter, int group, CallHandler handler) {
    return new Target(config, meter, group, Optional.of(handler), "");
  }

  private static Target timed(TargetConfig config, TargetMeter meter, int group) {
    return new Target(config, meter, group, Optional.empty(), limitation(config));
  }

  private static String limitation(TargetConfig config) {
    return switch (config.layer()) {
      case SESSION -> "timed only: this version does not cache user lookups yet";
      case JWT ->
          config.role() == dev.latchkey.runtime.config.Role.TIME && !config.key().isEmpty()
              ? "timed only: this version does not cache whole validations yet"
              : "";
      default -> "";
    };
  }

  private CallHandler keySets(TargetConfig config) {
    return new KeySetHandler(
        config, runtime.keySets(), new PhaseGate(runtime.phases(), Phase.JWKS), ids);
  }

  private CallHandler signatures(TargetConfig config) {
    return new SignatureHandler(
        config,
        config.signature().orElseThrow(),
        runtime.signatures(),
        runtime.keySets(),
        new PhaseGate(runtime.phases(), Phase.JWT),
        ids);
  }
}
