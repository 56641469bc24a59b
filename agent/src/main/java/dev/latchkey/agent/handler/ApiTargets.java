package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.MeasuredNames.Named;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.store.EntrySelector;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The targets by which the agent hears of {@code dev.latchkey.api}, of which every class loader of
 * the application may have a copy. They are not among those that are shown; the names that are
 * measured are. Thread-safe.
 */
public final class ApiTargets {
  private static final String API = "dev.latchkey.api.Latchkey";
  private static final String NAME = "latchkey-api";
  private static final String MONITORED = "latchkey-monitor";

  /** Far from those of the JDBC observer, which counts down from -1. */
  private static final int GROUP = Integer.MIN_VALUE;

  private final LatchkeyRuntime runtime;
  private final OperationTracker operations;
  private final MeasuredNames names;

  ApiTargets(LatchkeyRuntime runtime) {
    this.runtime = runtime;
    operations = runtime.operations();
    names = new MeasuredNames(runtime.metrics());
  }

  /** Returns what is woven. */
  public List<Target> targets() {
    return List.of(
        target("begin", List.of("java.lang.String"), this::begin),
        target("end", List.of("java.lang.Object", "boolean"), this::end),
        target("invalidateSubject", List.of("java.lang.String"), this::invalidate));
  }

  /** Returns what meters the names that are measured. */
  public Collection<TargetMeter> meters() {
    return names.meters();
  }

  /**
   * Returns the target for a method that carries the annotation; empty when its name is none, or
   * one too many.
   */
  public Optional<Target> monitored(
      String className, String method, List<String> parameters, String name) {
    MethodPattern pattern = new MethodPattern(method, Optional.of(parameters));
    TargetConfig config = TargetConfig.builder(MONITORED, Layer.OTHER, className, pattern).build();
    return Optional.ofNullable(names.of(name, className, pattern.toString()))
        .map(named -> new Target(config, named.meter(), named.group(), Optional.empty(), ""));
  }

  private static Target target(String method, List<String> parameters, DirectHandler handler) {
    MethodPattern pattern = new MethodPattern(method, Optional.of(parameters));
    return Target.unlisted(
        TargetConfig.builder(NAME, Layer.OTHER, API, pattern).build(), GROUP, handler);
  }

  private @Nullable Object begin(@Nullable Object[] arguments) {
    Named named = arguments[0] instanceof String name ? names.of(name) : null;
    Operation operation = named == null ? null : operations.enter(Layer.OTHER, named.group());
    return named == null || operation == null ? null : new Measured(operation, named);
  }

  /** On another thread than it began on nothing is known of it: its own closes it in time. */
  private @Nullable Object end(@Nullable Object[] arguments) {
    if (arguments[0] instanceof Measured measured && operations.current() == measured.operation) {
      boolean failed = Boolean.TRUE.equals(arguments[1]);
      Named named = measured.named;
      long elapsedNanos = operations.exit(measured.operation, named.group(), failed);
      if (elapsedNanos != OperationTracker.NOT_OPEN) {
        named.meter().call(elapsedNanos, failed);
      }
    }
    return CallHandler.NO_RESULT;
  }

  private @Nullable Object invalidate(@Nullable Object[] arguments) {
    if (arguments[0] instanceof String subject && !subject.isEmpty()) {
      EntrySelector selector = new EntrySelector(EntrySelector.Kind.SUBJECT, subject);
      runtime.caches().forEach(cache -> cache.invalidate(selector));
    }
    return CallHandler.NO_RESULT;
  }

  /** What the application holds meanwhile. */
  private record Measured(Operation operation, Named named) implements Runnable {
    /** The agent is gone. */
    @Override
    public void run() {
      operation.run();
    }
  }
}
