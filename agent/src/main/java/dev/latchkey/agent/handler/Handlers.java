package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.Invalidation;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.Tier;
import dev.latchkey.runtime.config.Validation;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.IdentityIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Chooses what handles the calls of a target. Immutable. */
public final class Handlers {
  private static final int MOST_IDENTITIES = 10_000;
  private static final int LONGEST_NAME = 64;

  private final LatchkeyRuntime runtime;
  private final IdentityIds ids = new IdentityIds(MOST_IDENTITIES);

  private final Validations validations;
  private final Lookups lookups;
  private final DriverClasses drivers = new DriverClasses();
  private final ScanSlot scans = new ScanSlot();

  /** Handlers that work on the caches of {@code runtime}, and copy users by {@code copiers}. */
  public Handlers(LatchkeyRuntime runtime, Copiers copiers) {
    this.runtime = runtime;
    validations = new Validations(runtime, ids);
    lookups = new Lookups(runtime, ids, copiers);
  }

  /** Returns the target ready for weaving. */
  public Target target(TargetConfig config, TargetMeter meter, int group) {
    return switch (config.role()) {
      case FETCH -> intercepting(config, meter, group, keySets(config));
      case SIGNATURE -> intercepting(config, meter, group, signatures(config));
      case TOKEN -> intercepting(config, meter, group, new TokenHandler(runtime.phases(), config));
      case RESPONSE ->
          intercepting(
              config,
              meter,
              group,
              new ResponseHandler(
                  new PhaseGate(runtime.phases(), Phase.JWKS), runtime.operations()));
      case VALIDATE, INTROSPECT ->
          validations.isFull(config)
              ? intercepting(config, meter, group, validations.handler(config))
              : watching(config, meter, group);
      case LOOKUP -> intercepting(config, meter, group, lookups.handler(config));
      case OPERATION -> intercepting(config, meter, group, lookups.operation(config));
      case LOGIN -> {
        lookups.login(group);
        yield watching(config, meter, group);
      }
      case PASSWORD -> intercepting(config, meter, group, lookups.password());
      case CONNECT -> intercepting(config, meter, group, connections(config.className()));
      case TIME -> watching(config, meter, group);
    };
  }

  /** A driver's connect is watched by itself, behind {@code DriverManager}. */
  private CallHandler connections(String className) {
    ConnectArguments source = DataSources.of(className);
    ConnectionHandler pooling =
        new ConnectionHandler(
            runtime.pool(),
            runtime.phases(),
            source == null ? ConnectArguments.OF_DRIVER_MANAGER : source);
    return source == null
        ? pooling
        : new DataSourceHandler(
            pooling, new DriverHandler(runtime.jdbc(), drivers, runtime.operations(), scans));
  }

  /** Returns the targets by which the agent hears of the application's own measurements. */
  public ApiTargets apiTargets() {
    return new ApiTargets(runtime);
  }

  /** Returns the targets by which the JDBC observer hears of drivers. */
  public DriverTargets driverTargets() {
    return new DriverTargets(runtime, drivers, scans);
  }

  /** Returns the targets by which discovery looks. */
  public ScanTargets scanTargets() {
    return new ScanTargets(scans);
  }

  /** Returns the targets by which the agent learns of responses. */
  public ServingTargets servingTargets() {
    return new ServingTargets(runtime.serverTiming());
  }

  /**
   * Returns the targets that belong to one that keeps whole results or users: the methods that
   * change its settings, and those that take answers back.
   *
   * @param meter makes what meters such a target
   * @param group number of the first; the others follow
   */
  public List<Target> companions(
      TargetConfig config, Function<TargetConfig, TargetMeter> meter, int group) {
    List<Target> companions = new ArrayList<>();
    boolean keepsUsers = config.role() == Role.LOOKUP || config.role() == Role.OPERATION;
    if (!keepsUsers && !validations.isFull(config)) {
      return companions;
    }
    for (String method : config.validation().map(Validation::configuredBy).orElse(List.of())) {
      TargetConfig watched =
          companion(
              config,
              method,
              companions.size(),
              config.className(),
              new MethodPattern(method, Optional.empty()));
      CallHandler handler = validations.configuration(config.className());
      companions.add(
          intercepting(watched, meter.apply(watched), group + companions.size(), handler));
    }
    for (Invalidation each : config.invalidatedBy()) {
      if (each instanceof Invalidation.ByMethod by) {
        TargetConfig watched =
            companion(config, "invalidated", companions.size(), by.className(), by.method());
        CallHandler handler =
            keepsUsers ? lookups.invalidation(config, by) : validations.invalidation(by);
        companions.add(
            intercepting(watched, meter.apply(watched), group + companions.size(), handler));
      }
    }
    return companions;
  }

  /** Returns a target of a name that tells whose it is. */
  private static TargetConfig companion(
      TargetConfig of, String what, int number, String className, MethodPattern method) {
    String suffix = "-" + number;
    String name = (of.name() + "-" + what).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "");
    int room = LONGEST_NAME - suffix.length();
    return TargetConfig.builder(
            name.substring(0, Math.min(name.length(), room)) + suffix,
            Layer.OTHER,
            className,
            method)
        .build();
  }

  private Target watching(TargetConfig config, TargetMeter meter, int group) {
    if (!config.fetch().forcedBy().isEmpty()) {
      PhaseGate phase = new PhaseGate(runtime.phases(), Phase.JWKS);
      return intercepting(config, meter, group, new RefusalHandler(phase, config));
    }
    return new Target(
        config,
        meter,
        group,
        config.token().map(path -> new TokenHandler(runtime.phases(), config)),
        limitation(config));
  }

  private static Target intercepting(
      TargetConfig config, TargetMeter meter, int group, CallHandler handler) {
    return new Target(config, meter, group, Optional.of(handler), "");
  }

  private static String limitation(TargetConfig config) {
    return switch (config.layer()) {
      case JWT ->
          config.role().keepsResults()
              ? "timed only: tier full keeps whole validations"
              : refusal(config);
      default -> "";
    };
  }

  private static String refusal(TargetConfig config) {
    return config.tier().equals(Optional.of(Tier.FULL))
        ? "timed only: tier full is refused, "
            + config.onlyTimed().orElse("because role time keeps nothing")
        : "";
  }

  private CallHandler keySets(TargetConfig config) {
    return new KeySetHandler(config, runtime, new PhaseGate(runtime.phases(), Phase.JWKS), ids);
  }

  private CallHandler signatures(TargetConfig config) {
    return new SignatureHandler(
        config,
        config.signature().orElseThrow(),
        runtime.signatures(),
        runtime.keySets(),
        new PhaseGate(runtime.phases(), Phase.JWT),
        new PhaseGate(runtime.phases(), Phase.JWKS),
        runtime.checks(),
        runtime.forecaster(),
        runtime.benefits().of(config.name(), Phase.JWT),
        ids);
  }
}
