package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.agent.weave.WeavingReport.Outcome;
import dev.latchkey.runtime.config.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.VisibilityBridgeStrategy;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Writes the advice into the methods of one class. Only method bodies change, so that a loaded
 * class can be woven by retransformation. Types are described from class files, never loaded:
 * weaving must not change the order in which the application's classes are loaded.
 *
 * <p>Thread-safe: every call works on objects of its own.
 */
final class Weaver {
  private static final Map<TypeDescription, TypeDescription> BOXES =
      Map.of(
          TypeDescription.ForLoadedType.of(boolean.class),
              TypeDescription.ForLoadedType.of(Boolean.class),
          TypeDescription.ForLoadedType.of(byte.class),
              TypeDescription.ForLoadedType.of(Byte.class),
          TypeDescription.ForLoadedType.of(short.class),
              TypeDescription.ForLoadedType.of(Short.class),
          TypeDescription.ForLoadedType.of(char.class),
              TypeDescription.ForLoadedType.of(Character.class),
          TypeDescription.ForLoadedType.of(int.class),
              TypeDescription.ForLoadedType.of(Integer.class),
          TypeDescription.ForLoadedType.of(long.class),
              TypeDescription.ForLoadedType.of(Long.class),
          TypeDescription.ForLoadedType.of(float.class),
              TypeDescription.ForLoadedType.of(Float.class),
          TypeDescription.ForLoadedType.of(double.class),
              TypeDescription.ForLoadedType.of(Double.class),
          TypeDescription.ForLoadedType.of(void.class),
              TypeDescription.ForLoadedType.of(Void.class));

  private final ByteBuddy byteBuddy =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(InstrumentedType.Factory.Default.FROZEN)
          .with(VisibilityBridgeStrategy.Default.NEVER);
  private final ClassFileLocator advice =
      ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
  private final Sites sites;

  Weaver(Sites sites) {
    this.sites = sites;
  }

  /** Weaves what matches and says what came of each candidate. */
  Woven weave(
      @Nullable ClassLoader loader, String className, byte[] classFile, List<Target> candidates) {
    ClassFileLocator locator = locator(loader, className, classFile);
    TypeDescription type = describe(locator, className);
    Woven woven = new Woven();
    Map<MethodDescription, Target> chosen = choose(type, candidates, woven);
    if (chosen.isEmpty()) {
      return woven;
    }
    DynamicType.Builder<?> builder = byteBuddy.decorate(type, locator);
    for (Map.Entry<MethodDescription, Target> entry : chosen.entrySet()) {
      builder = builder.visit(visitor(loader, className, entry.getKey(), entry.getValue()));
    }
    woven.classFile = builder.make().getBytes();
    return woven;
  }

  /** Says what would come of each candidate, and weaves nothing. */
  static Map<Target, Outcome> outcomes(
      ClassLoader loader, String className, byte[] classFile, List<Target> candidates) {
    Woven woven = new Woven();
    choose(describe(locator(loader, className, classFile), className), candidates, woven);
    return woven.outcomes();
  }

  private static ClassFileLocator locator(
      @Nullable ClassLoader loader, String className, byte[] classFile) {
    return new ClassFileLocator.Compound(
        ClassFileLocator.Simple.of(className, classFile),
        ClassFileLocator.ForClassLoader.of(loader));
  }

  private static TypeDescription describe(ClassFileLocator locator, String className) {
    return new TypePool.Default.WithLazyResolution(
            TypePool.CacheProvider.Simple.withObjectType(),
            locator,
            TypePool.Default.ReaderMode.FAST)
        .describe(className)
        .resolve();
  }

  private static Map<MethodDescription, Target> choose(
      TypeDescription type, List<Target> candidates, Woven woven) {
    Map<MethodDescription, Target> chosen = new LinkedHashMap<>();
    for (Target target : candidates) {
      MethodChoice.of(type, target.config())
          .ifPresent(choice -> choose(target, choice, chosen, woven));
    }
    return chosen;
  }

  /** Where two targets mean one method, the first has it. */
  private static void choose(
      Target target, MethodChoice choice, Map<MethodDescription, Target> chosen, Woven woven) {
    List<MethodDescription.InDefinedShape> own = new ArrayList<>();
    Target other = null;
    for (MethodDescription.InDefinedShape method : choice.methods()) {
      Target first = chosen.putIfAbsent(method, target);
      if (first == null) {
        own.add(method);
      } else {
        other = first;
      }
    }
    if (own.isEmpty() && other != null) {
      woven.outcomes.put(
          target,
          Outcome.unmatched("excluded: target '" + other.name() + "' is woven there already"));
    } else {
      choice.outcome(own).ifPresent(outcome -> woven.outcomes.put(target, outcome));
    }
  }

  /**
   * A response is looked at by the fetch that waits for it: the client's own future stays as it is.
   */
  private static Arrival arrival(Target target, TypeDescription result) {
    return target.config().role() == Role.RESPONSE ? Arrival.AT_ONCE : Arrival.of(result.getName());
  }

  private AsmVisitorWrapper visitor(
      @Nullable ClassLoader loader, String className, MethodDescription method, Target target) {
    int site = sites.open(target, loader, className + "#" + MethodChoice.signature(method));
    TypeDescription result = method.getReturnType().asErasure();
    Arrival arrival = arrival(target, result);
    sites.arrival(site, arrival);
    boolean handsOver = target.intercepts() || arrival != Arrival.AT_ONCE;
    Advice inlined =
        Advice.withCustomMapping()
            .bind(SiteId.class, (Object) site)
            .bind(ResultType.class, BOXES.getOrDefault(result, result))
            .to(described(handsOver ? CachedCall.class : TimedCall.class), advice);
    return new AsmVisitorWrapper.ForDeclaredMethods().method(ElementMatchers.is(method), inlined);
  }

  private static TypeDescription described(Class<?> type) {
    return TypeDescription.ForLoadedType.of(type);
  }

  /** What came of weaving one class. Confined to the weaving thread. */
  static final class Woven {
    private final Map<Target, Outcome> outcomes = new LinkedHashMap<>();
    private byte @Nullable [] classFile;

    /** Returns the woven class file, or null when nothing in it changed. */
    byte @Nullable [] classFile() {
      return classFile;
    }

    /** Returns what came of each target that speaks of this class. */
    Map<Target, Outcome> outcomes() {
      return outcomes;
    }
  }
}
