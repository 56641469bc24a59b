package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Handlers;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;

/** A woven copy of libraries with a runtime of its own, phase 2 on. Closing it opens the gate. */
final class WovenCopy implements AutoCloseable {
  private final List<String> log = new ArrayList<>();
  private final LatchkeyRuntime runtime;
  private final WovenLoader loader;

  private WovenCopy(List<TargetConfig> configs) {
    LatchkeyConfig config =
        ConfigReader.read(
                "guard: { verify-hits: 0% }\nphases: { jwt: { enabled: true } }",
                "test", Map.of("HOME", "."))
            .config()
            .orElseThrow();
    runtime = new LatchkeyRuntime(config, Ticker.system());
    Handlers handlers = new Handlers(runtime, new Copiers(ByteBuddyAgent.install()));
    List<Target> targets = new ArrayList<>();
    for (TargetConfig each : configs) {
      targets.add(
          handlers.target(each, runtime.metrics().register(info(each)), targets.size() + 1));
    }
    Sites sites = new Sites();
    Dispatcher dispatcher =
        new Dispatcher(
            sites,
            runtime.operations(),
            new Faults(runtime.metrics(), (id, text) -> log.add(id + " " + text)));
    assertThat(LatchkeyGate.install(this, dispatcher)).isTrue();
    loader = new WovenLoader(new Weaver(sites), targets);
  }

  /** Weaves the targets of presets. */
  static WovenCopy of(String... presets) {
    return new WovenCopy(
        Stream.of(presets).flatMap(name -> PresetCatalogue.targets(name).stream()).toList());
  }

  /** Weaves targets as a user writes them. */
  static WovenCopy configured(String yaml) {
    return new WovenCopy(
        ConfigReader.read(yaml, "test", Map.of("HOME", ".")).config().orElseThrow().targets());
  }

  private static TargetInfo info(TargetConfig config) {
    return new TargetInfo(
        config.name(),
        config.layer(),
        config.className(),
        config.method().toString(),
        config.match().id(),
        "test");
  }

  /**
   * Returns a verifier that is the copy's own version of a class. The libraries look for parts of
   * themselves in the context class loader.
   */
  LibraryVerifier verifier(Class<? extends LibraryVerifier> implementation) {
    LibraryVerifier verifier = make(LibraryVerifier.class, implementation);
    return (algorithm, keys, token) -> {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        return verifier.verdict(algorithm, keys, token);
      } finally {
        thread.setContextClassLoader(before);
      }
    };
  }

  /** Returns a new object of the copy's own version of a class. */
  <T> T make(Class<T> seen, Class<? extends T> implementation) {
    try {
      var constructor = loader.loadClass(implementation.getName()).getDeclaredConstructor();
      return seen.cast(constructor.newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  LatchkeyRuntime runtime() {
    return runtime;
  }

  long count(String target, CacheOutcome outcome) {
    return runtime.metrics().targets().stream()
        .filter(each -> each.info().name().equals(target))
        .map(TargetSnapshot::outcomes)
        .mapToLong(outcomes -> outcomes.getOrDefault(outcome, 0L))
        .sum();
  }

  /** Sums an outcome over all targets. */
  long count(CacheOutcome outcome) {
    return runtime.metrics().targets().stream()
        .mapToLong(each -> each.outcomes().getOrDefault(outcome, 0L))
        .sum();
  }

  @Override
  public void close() {
    LatchkeyGate.uninstall(this);
    runtime.close();
    assertThat(log).as("faults of ours").isEmpty();
    assertThat(runtime.metrics().errors().total()).as("faults of ours").isZero();
  }
}
