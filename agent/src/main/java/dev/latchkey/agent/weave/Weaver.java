package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.config.MethodPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
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
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(className, classFile),
            ClassFileLocator.ForClassLoader.of(loader));
    TypePool pool =
        new TypePool.Default.WithLazyResolution(
            TypePool.CacheProvider.Simple.withObjectType(),
            locator,
            TypePool.Default.ReaderMode.FAST);
    TypeDescription type = pool.describe(className).resolve();

    Woven woven = new Woven();
    Map<MethodDescription, Target> chosen = new LinkedHashMap<>();
    for (Target target : candidates) {
      if (isType(type, target)) {
        choose(type, target, chosen, woven);
      }
    }
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

  private static boolean isType(TypeDescription type, Target target) {
    String wanted = target.config().className();
    return type.getName().equals(wanted)
        || ElementMatchers.hasSuperType(ElementMatchers.named(wanted)).matches(type);
  }

  private static void choose(
      TypeDescription type, Target target, Map<MethodDescription, Target> chosen, Woven woven) {
    MethodPattern pattern = target.config().method();
    StringJoiner declared = new StringJoiner(", ");
    List<String> done = new ArrayList<>();
    for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
      if (!method.getName().equals(pattern.name()) || method.isBridge() || method.isSynthetic()) {
        continue;
      }
      declared.add(signature(method));
      if (method.isAbstract() || method.isNative() || !parametersMatch(method, pattern)) {
        continue;
      }
      Target first = chosen.putIfAbsent(method, target);
      if (first == null) {
        done.add(type.getName() + "#" + signature(method));
      } else {
        woven.unmatched.put(
            target, "target '" + first.config().name() + "' is woven there already");
        return;
      }
    }
    if (!done.isEmpty()) {
      woven.matched.put(target, done);
    } else if (target.config().match() == Match.EXACT) {
      woven.unmatched.put(target, whyNot(type, pattern, declared.toString()));
    }
  }

  private static String whyNot(TypeDescription type, MethodPattern pattern, String declared) {
    if (declared.isEmpty()) {
      return "class "
          + type.getName()
          + " declares no method '"
          + pattern.name()
          + "'; it may be declared in a superclass";
    }
    if (type.isInterface()) {
      return type.getName()
          + " is an interface and '"
          + pattern.name()
          + "' has no body there; use match: subtypes";
    }
    return type.getName() + " declares " + declared + ", none with a body that matches " + pattern;
  }

  private static boolean parametersMatch(MethodDescription method, MethodPattern pattern) {
    return pattern
        .parameterTypes()
        .map(wanted -> namesAre(wanted, method.getParameters().asTypeList().asErasures()))
        .orElse(true);
  }

  /** A nested class may be written with a dollar sign or with a dot. */
  private static boolean namesAre(List<String> wanted, List<TypeDescription> types) {
    if (wanted.size() != types.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.get(i);
      if (!name.equals(types.get(i).getActualName())
          && !name.equals(types.get(i).getCanonicalName())) {
        return false;
      }
    }
    return true;
  }

  private AsmVisitorWrapper visitor(
      @Nullable ClassLoader loader, String className, MethodDescription method, Target target) {
    int site = sites.open(target, loader, className + "#" + signature(method));
    TypeDescription result = method.getReturnType().asErasure();
    Advice inlined =
        Advice.withCustomMapping()
            .bind(SiteId.class, (Object) site)
            .bind(ResultType.class, BOXES.getOrDefault(result, result))
            .to(described(target.intercepts() ? CachedCall.class : TimedCall.class), advice);
    return new AsmVisitorWrapper.ForDeclaredMethods().method(ElementMatchers.is(method), inlined);
  }

  private static TypeDescription described(Class<?> type) {
    return TypeDescription.ForLoadedType.of(type);
  }

  private static String signature(MethodDescription method) {
    StringJoiner types = new StringJoiner(", ", method.getName() + "(", ")");
    for (TypeDescription type : method.getParameters().asTypeList().asErasures()) {
      types.add(type.getActualName());
    }
    return types.toString();
  }

  /** What came of weaving one class. Confined to the weaving thread. */
  static final class Woven {
    private final Map<Target, List<String>> matched = new LinkedHashMap<>();
    private final Map<Target, String> unmatched = new LinkedHashMap<>();
    private byte @Nullable [] classFile;

    /** Returns the woven class file, or null when nothing in it changed. */
    byte @Nullable [] classFile() {
      return classFile;
    }

    /** Returns the woven methods by target. */
    Map<Target, List<String>> matched() {
      return matched;
    }

    /** Returns why a target that names this very class is not woven into it. */
    Map<Target, String> unmatched() {
      return unmatched;
    }
  }
}
