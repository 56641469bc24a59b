package dev.latchkey.agent.start;

import dev.latchkey.agent.gate.LatchkeyGate;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the gate class into {@code java.lang}. Defining it through a lookup, unlike appending a jar
 * to the boot class path, keeps the application's class-data archive in use and prints no warning.
 */
final class GateDefinition {
  private static final String GATE = "java.lang.LatchkeyGate";
  private static final String BYTES = "gate.bin";

  private GateDefinition() {}

  /**
   * Defines the gate unless an earlier start of the agent has done so. Opens {@code java.lang} to
   * the unnamed module of the agent's own class loader, and so to no class of the application.
   */
  static void define(Instrumentation instrumentation) throws IOException, IllegalAccessException {
    open(instrumentation);
    if (gate().isPresent()) {
      return;
    }
    MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes());
    LatchkeyGate.definedBy(Version.text());
  }

  /**
   * Returns the version of the agent that defined the gate, whether that is in the JVM still or
   * not. The gate is asked by reflection: another version's may be of another shape.
   */
  static Optional<String> version() throws IllegalAccessException {
    Optional<Class<?>> gate = gate();
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    try {
      Object version = gate.get().getMethod("definedBy", String.class).invoke(null, Version.text());
      return Optional.of(String.valueOf(version));
    } catch (NoSuchMethodException | InvocationTargetException otherShape) {
      return Optional.of("unknown");
    }
  }

  /**
   * Returns whether an agent holds the gate already: a second {@code -javaagent}, or attaching
   * after a start.
   */
  static boolean isHeld() {
    return gate().isPresent() && LatchkeyGate.isInstalled();
  }

  /** Returns what the agent in this JVM installed its dispatcher with. */
  @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the gate guards its owner with this lock
  static Optional<Object> owner(Instrumentation instrumentation)
      throws ReflectiveOperationException {
    if (gate().isEmpty()) {
      return Optional.empty();
    }
    open(instrumentation);
    VarHandle owner =
        MethodHandles.privateLookupIn(LatchkeyGate.class, MethodHandles.lookup())
            .findStaticVarHandle(LatchkeyGate.class, "owner", Object.class);
    synchronized (LatchkeyGate.class) {
      return Optional.ofNullable(owner.get());
    }
  }

  private static void open(Instrumentation instrumentation) {
    Module own = GateDefinition.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(own)),
        Set.of(),
        Map.of());
  }

  private static Optional<Class<?>> gate() {
    try {
      return Optional.of(Class.forName(GATE, false, null));
    } catch (ClassNotFoundException notYet) {
      return Optional.empty();
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = GateDefinition.class.getClassLoader().getResourceAsStream(BYTES)) {
      if (in == null) {
        throw new IOException("the agent's jar has no " + BYTES);
      }
      return in.readAllBytes();
    }
  }
}
