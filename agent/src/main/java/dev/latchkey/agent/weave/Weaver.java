package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.agent.weave.WeavingReport.Outcome;
import dev.latchkey.runtime.config.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Writes the advice into the methods of one class. Only method bodies change, so that a loaded
 * class can be woven by retransformation. Types are described from class files, never loaded:
 * weaving must not change the order in which the application's classes are loaded.
 *
 * <p>Thread-safe: every call works on objects of its own.
 */
final class Weaver {
  private final InlinedCalls calls = new InlinedCalls();
  private final Sites sites;

  Weaver(Sites sites) {
    this.sites = sites;
  }

  /** Weaves what matches and says what came of each candidate. */
  Woven weave(
      @Nullable ClassLoader loader, String className, byte[] classFile, List<Target> candidates) {
    ClassFileLocator locator = locator(loader, className, classFile);
    TypePool types = types(locator);
    TypeDescription type = types.describe(className).resolve();
    Woven woven = new Woven();
    Map<MethodDescription, Target> chosen = choose(type, candidates, woven);
    if (chosen.isEmpty()) {
      return woven;
    }
    Map<MethodDescription, Integer> opened = new HashMap<>();
    AsmVisitorWrapper.ForDeclaredMethods visitor = new AsmVisitorWrapper.ForDeclaredMethods();
    for (Map.Entry<MethodDescription, Target> entry : chosen.entrySet()) {
      MethodDescription method = entry.getKey();
      Target target = entry.getValue();
      int site = sites.open(target, loader, className + "#" + MethodChoice.signature(method));
      opened.put(method, site);
      visitor = visitor.method(ElementMatchers.is(method), advice(target, method, site));
    }
    woven.classFile = write(classFile, new WovenType(type, opened), types, visitor);
    return woven;
  }

  private Advice advice(Target target, MethodDescription method, int site) {
    if (target.looks()) {
      return calls.looking();
    }
    Arrival arrival = arrival(target, method.getReturnType().asErasure());
    sites.arrival(site, arrival);
    return calls.of(target.intercepts() || arrival != Arrival.AT_ONCE);
  }

  /**
   * Weaves a class of the agent's own into the void: what that loads, the first weaving on a thread
   * of the application finds loaded.
   */
  void rehearse() throws IOException {
    String name = TimedCall.class.getName();
    ClassFileLocator own = ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
    byte[] classFile = own.locate(name).resolve();
    TypePool types = types(locator(ClassLoader.getPlatformClassLoader(), name, classFile));
    TypeDescription type = types.describe(name).resolve();
    AsmVisitorWrapper.ForDeclaredMethods visitor = new AsmVisitorWrapper.ForDeclaredMethods();
    Map<MethodDescription, Integer> anySite = new HashMap<>();
    for (MethodDescription method : type.getDeclaredMethods()) {
      anySite.put(method, 0);
      boolean handsOver = !method.getReturnType().represents(void.class);
      visitor = visitor.method(ElementMatchers.is(method), calls.of(handsOver));
    }
    write(classFile, new WovenType(type, anySite), types, visitor);
  }

  /**
   * Copies the class file through the visitor, as {@code ByteBuddy.decorate} does, but without a
   * builder of types, whose classes would be half of all that the first weaving loads.
   */
  private static byte[] write(
      byte[] classFile,
      TypeDescription type,
      TypePool types,
      AsmVisitorWrapper.ForDeclaredMethods visitor) {
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(reader, AsmVisitorWrapper.NO_FLAGS);
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    Implementation.Context context =
        Implementation.Context.Disabled.Factory.INSTANCE.make(
            type,
            new AuxiliaryType.NamingStrategy.Enumerating("latchkey"),
            TypeInitializer.None.INSTANCE,
            version,
            version,
            version.isAtLeast(ClassFileVersion.JAVA_V6)
                ? Implementation.Context.FrameGeneration.GENERATE
                : Implementation.Context.FrameGeneration.DISABLED);
    reader.accept(
        visitor.wrap(
            type,
            writer,
            context,
            types,
            type.getDeclaredFields(),
            type.getDeclaredMethods(),
            AsmVisitorWrapper.NO_FLAGS,
            AsmVisitorWrapper.NO_FLAGS),
        AsmVisitorWrapper.NO_FLAGS);
    return writer.toByteArray();
  }

  /** Says what would come of each candidate, and weaves nothing. */
  static Map<Target, Outcome> outcomes(
      @Nullable ClassLoader loader, String className, byte[] classFile, List<Target> candidates) {
    Woven woven = new Woven();
    TypePool types = types(locator(loader, className, classFile));
    choose(types.describe(className).resolve(), candidates, woven);
    return woven.outcomes();
  }

  private static ClassFileLocator locator(
      @Nullable ClassLoader loader, String className, byte[] classFile) {
    return new ClassFileLocator.Compound(
        ClassFileLocator.Simple.of(className, classFile),
        ClassFileLocator.ForClassLoader.of(loader));
  }

  private static TypePool types(ClassFileLocator locator) {
    return new TypePool.Default.WithLazyResolution(
        TypePool.CacheProvider.Simple.withObjectType(), locator, TypePool.Default.ReaderMode.FAST);
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
