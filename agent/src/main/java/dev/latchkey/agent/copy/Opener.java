package dev.latchkey.agent.copy;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/**
 * Opens packages to the agent alone, as an agent may: the application's modules stay closed to
 * everybody else. Thread-safe.
 */
final class Opener {
  private final Instrumentation instrumentation;
  private final Module own = Opener.class.getModule();

  Opener(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Returns whether the class's members can now be reached. */
  boolean open(Class<?> type) {
    Module module = type.getModule();
    String name = type.getPackageName();
    if (module.isOpen(name, own)) {
      return true;
    }
    if (!instrumentation.isModifiableModule(module)) {
      return false;
    }
    instrumentation.redefineModule(
        module, Set.of(), Map.of(), Map.of(name, Set.of(own)), Set.of(), Map.of());
    return true;
  }
}
