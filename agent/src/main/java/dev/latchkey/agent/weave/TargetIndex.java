package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Says for a class name, before anything of the class is parsed, which targets may be in it.
 * Thread-safe; what it is about never changes.
 *
 * <p>This runs for every class that the application loads. Targets that name their class cost one
 * hash look-up together, whatever their number; {@link SubtypeIndex} says what the others cost.
 */
final class TargetIndex {
  private final List<Target> targets;
  private final Map<String, List<Target>> exact = new HashMap<>();
  private final SubtypeIndex subtypes;

  TargetIndex(List<Target> targets) {
    this.targets = List.copyOf(targets);
    List<Target> allowed = targets.stream().filter(target -> excluded(target) == null).toList();
    for (Target target : allowed) {
      exact.computeIfAbsent(internalName(target), name -> new ArrayList<>(1)).add(target);
    }
    subtypes = new SubtypeIndex(allowed);
  }

  /** Returns all targets, those too that no class may have. */
  List<Target> targets() {
    return targets;
  }

  /** Returns the rule that keeps a target out of every class, or null. */
  static @Nullable String excluded(Target target) {
    return Exclusions.reason(internalName(target)).orElse(null);
  }

  private static String internalName(Target target) {
    return target.config().className().replace('.', '/');
  }

  /** Returns the targets that may match a class, in order of precedence; mostly none. */
  List<Target> candidates(@Nullable ClassLoader loader, String internalName, byte[] classFile) {
    return candidates(loader, internalName, classFile, (unused, marked) -> {});
  }

  /**
   * Returns the same.
   *
   * @param marks is given name and file of the class when it mentions the API's annotation
   */
  List<Target> candidates(
      @Nullable ClassLoader loader,
      String internalName,
      byte[] classFile,
      BiConsumer<String, byte[]> marks) {
    List<Target> named = exact.getOrDefault(internalName, List.of());
    if (Exclusions.isJdk(internalName)) {
      return named;
    }
    ClassHeader header = subtypes.header(classFile);
    if (header == null) {
      return named;
    }
    if (header.isMarked()) {
      marks.accept(internalName, classFile);
    }
    if (subtypes.isEmpty()) {
      return named;
    }
    List<Target> inherited = subtypes.candidates(loader, internalName, header);
    if (named.isEmpty() || inherited.isEmpty()) {
      return named.isEmpty() ? inherited : named;
    }
    Set<Target> both = new LinkedHashSet<>(targets);
    both.removeIf(target -> !named.contains(target) && !inherited.contains(target));
    return List.copyOf(both);
  }

  /** Returns whether a loaded class may have to be woven again. */
  boolean mayMatch(Class<?> type) {
    String internalName = type.getName().replace('.', '/');
    if (exact.containsKey(internalName)) {
      return true;
    }
    return !subtypes.isEmpty()
        && !Exclusions.isJdk(internalName)
        && !Exclusions.isProxy(internalName)
        && subtypes.mayMatch(type);
  }
}
