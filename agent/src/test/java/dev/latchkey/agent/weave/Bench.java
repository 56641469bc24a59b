package dev.latchkey.agent.weave;

import com.acme.Sample;
import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.agent.ByteBuddyAgent;

/** Weaves for real, in this JVM: a gate, a dispatcher, figures, and loaders for {@link Sample}. */
final class Bench implements AutoCloseable {
  final Instrumentation instrumentation = ByteBuddyAgent.install();
  final Metrics metrics = new Metrics(Ticker.system(), 10);
  final WeavingReport report = new WeavingReport(metrics);
  final Weaving weaving;
  private final Dispatcher dispatcher;
  private int groups;

  Bench() {
    Sites sites = new Sites();
    dispatcher =
        new Dispatcher(
            sites,
            new OperationTracker(metrics, Ticker.system()),
            new Faults(metrics, (id, text) -> {}));
    weaving = new Weaving(instrumentation, sites, report);
    if (!LatchkeyGate.install(dispatcher, dispatcher)) {
      throw new IllegalStateException("another test holds the gate");
    }
  }

  Target target(String name, Class<?> type, String method) {
    return target(name, type.getName(), method, Match.EXACT);
  }

  Target target(String name, String className, String method, Match match) {
    try {
      TargetConfig config =
          TargetConfig.builder(name, Layer.OTHER, className, MethodPattern.parse(method))
              .match(match)
              .build();
      TargetInfo info =
          new TargetInfo(name, Layer.OTHER, className, method, match.id(), "config " + groups);
      return new Target(config, metrics.register(info), groups++, Optional.empty(), "");
    } catch (dev.latchkey.runtime.config.ConfigSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  TargetSnapshot snapshot(String name) {
    return metrics.targets().stream()
        .filter(target -> target.info().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns a loader that defines the classes of {@link Sample} itself, but for those named. */
  static ClassLoader loader(String... missing) {
    return new SampleLoader(Set.of(missing));
  }

  @SuppressWarnings("unchecked")
  static <T> T instance(ClassLoader loader, Class<?> type) throws ReflectiveOperationException {
    var constructor = Class.forName(type.getName(), true, loader).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (T) constructor.newInstance();
  }

  @Override
  public void close() {
    weaving.close();
    LatchkeyGate.uninstall(dispatcher);
  }

  private static final class SampleLoader extends ClassLoader {
    private final Set<String> missing;

    SampleLoader(Set<String> missing) {
      super(Bench.class.getClassLoader());
      this.missing = missing;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Sample.class.getName() + "$")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return missing.contains(name.substring(name.lastIndexOf('$') + 1).replace(".class", ""))
          ? null
          : super.getResourceAsStream(name);
    }
  }
}
