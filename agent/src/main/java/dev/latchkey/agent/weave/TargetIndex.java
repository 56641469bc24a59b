package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.config.Match;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says for a class name, before anything of the class is parsed, which targets may be in it.
 * Immutable.
 *
 * <p>This runs for every class that the application loads. An exact target costs one hash look-up;
 * a target that also wants subtypes costs a search for the method's name in the class file, and
 * only classes that contain it are parsed.
 */
final class TargetIndex {
  private static final List<String> JDK = List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

  /**
   * What run-time generated proxies are called; their real methods are woven where they are
   * declared.
   */
  private static final List<String> PROXIES =
      List.of(
          "$Proxy",
          "$$EnhancerBy",
          "$$FastClassBy",
          "$$SpringCGLIB$$",
          "CGLIB$",
          "_$$_jvst",
          "$MockitoMock$",
          "$HibernateProxy",
          "$$Lambda",
          "__EJB",
          "$Proxy$_$$_Weld",
          "_ClientProxy",
          "_Subclass",
          "$ByteBuddy$");

  private final Map<String, List<Target>> exact = new HashMap<>();
  private final List<SubtypeTarget> subtypes = new ArrayList<>();

  TargetIndex(List<Target> targets) {
    for (Target target : targets) {
      String internalName = target.config().className().replace('.', '/');
      exact.computeIfAbsent(internalName, name -> new ArrayList<>(1)).add(target);
      if (target.config().match() == Match.SUBTYPES) {
        subtypes.add(
            new SubtypeTarget(
                target, target.config().method().name().getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  /** Returns the targets that may match a class, in order of precedence; mostly none. */
  List<Target> candidates(String internalName, byte[] classFile) {
    List<Target> named = exact.get(internalName);
    if (subtypes.isEmpty() || startsWithAny(internalName, JDK)) {
      return named == null || isProxy(internalName) ? List.of() : named;
    }
    List<Target> found = new ArrayList<>(named == null ? List.of() : named);
    for (SubtypeTarget subtype : subtypes) {
      if (!found.contains(subtype.target) && contains(classFile, subtype.methodName)) {
        found.add(subtype.target);
      }
    }
    return found.isEmpty() || isProxy(internalName) ? List.of() : found;
  }

  /** Returns whether a loaded class may have to be woven again. */
  boolean mayMatch(Class<?> type) {
    String internalName = type.getName().replace('.', '/');
    if (isProxy(internalName)) {
      return false;
    }
    if (exact.containsKey(internalName)) {
      return true;
    }
    return !subtypes.isEmpty()
        && !startsWithAny(internalName, JDK)
        && subtypes.stream()
            .anyMatch(subtype -> isSubtype(type, subtype.target.config().className()));
  }

  /** Returns whether the name is that of a generated proxy. */
  static boolean isProxy(String internalName) {
    for (String mark : PROXIES) {
      if (internalName.contains(mark)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSubtype(Class<?> type, String superName) {
    if (type.getName().equals(superName)) {
      return true;
    }
    Class<?> parent = type.getSuperclass();
    if (parent != null && isSubtype(parent, superName)) {
      return true;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      if (isSubtype(implemented, superName)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] classFile, byte[] name) {
    outer:
    for (int start = 0; start <= classFile.length - name.length; start++) {
      for (int i = 0; i < name.length; i++) {
        if (classFile[start + i] != name[i]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  @SuppressWarnings("ArrayRecordComponent") // read only, and never compared
  private record SubtypeTarget(Target target, byte[] methodName) {}
}
