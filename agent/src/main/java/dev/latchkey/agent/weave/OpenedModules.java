package dev.latchkey.agent.weave;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the modules of woven classes to the agent alone: keys are read from fields that their
 * modules keep to themselves. To everybody else they stay closed. Thread-safe.
 */
final class OpenedModules {
  private final Instrumentation instrumentation;
  private final Module own = OpenedModules.class.getModule();

  OpenedModules(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Opens what is not open; the JDK's own modules are left as they are. */
  void open(@Nullable Module module, @Nullable ClassLoader loader) {
    if (module == null
        || !module.isNamed()
        || loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || !instrumentation.isModifiableModule(module)) {
      return;
    }
    Map<String, Set<Module>> closed = new HashMap<>();
    for (String name : module.getPackages()) {
      if (!module.isOpen(name, own)) {
        closed.put(name, Set.of(own));
      }
    }
    if (!closed.isEmpty()) {
      instrumentation.redefineModule(module, Set.of(), Map.of(), closed, Set.of(), Map.of());
    }
  }
}
