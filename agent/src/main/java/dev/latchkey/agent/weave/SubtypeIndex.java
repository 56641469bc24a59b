package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.config.Match;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes that targets with {@code match: subtypes} may be in, at a cost that does not
 * grow with the number of such targets: one pass over the constant pool says whether a class has a
 * method of a wanted name at all, and only for those that do the classes above it are looked at.
 *
 * <p>What is above is read from class files, each once, because the JVM asks about a class before
 * it loads what that class extends. The answers are kept by name: {@code related} classes are
 * looked at again whatever the loader, while a class that was found {@code unrelated} stays so
 * until the targets change. A class of the same name in another loader that differs in what it
 * extends would then be missed, which leaves it unwoven and no more.
 *
 * <p>Thread-safe; holds no lock while it asks a class loader.
 */
final class SubtypeIndex {
  /** Ends a hierarchy that class files describe as endless. */
  private static final int MAX_DEPTH = 64;

  /** What is forgotten when there is more costs one reading of a class file each. */
  private static final int MAX_UNRELATED = 50_000;

  private final List<Target> targets = new ArrayList<>();
  private final Set<String> roots = new HashSet<>();
  private final byte[][] @Nullable [] methodNames;
  private final Set<String> related = ConcurrentHashMap.newKeySet();
  private final Set<String> unrelated = ConcurrentHashMap.newKeySet();

  SubtypeIndex(List<Target> all) {
    Set<String> names = new HashSet<>();
    for (Target target : all) {
      if (target.config().match() == Match.SUBTYPES) {
        targets.add(target);
        roots.add(target.config().className().replace('.', '/'));
        names.add(target.config().method().name());
      }
    }
    related.addAll(roots);
    methodNames = byLength(names);
  }

  /** Returns words as {@link ClassHeader} looks for them. */
  static byte[][] @Nullable [] byLength(Set<String> names) {
    Map<Integer, List<byte[]>> groups = new HashMap<>();
    int longest = 0;
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      groups.computeIfAbsent(bytes.length, length -> new ArrayList<>(1)).add(bytes);
      longest = Math.max(longest, bytes.length);
    }
    byte[][][] table = new byte[longest + 1][][];
    groups.forEach((length, group) -> table[length] = group.toArray(new byte[0][]));
    return table;
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  /** Reads a class file that is being loaded; null when it is not understood. */
  @Nullable ClassHeader header(byte[] classFile) {
    return ClassHeader.read(classFile, methodNames);
  }

  /** Returns the targets that may be in a class that is being loaded. */
  List<Target> candidates(@Nullable ClassLoader loader, String internalName, ClassHeader header) {
    if (!header.mentionsWord() || Exclusions.isProxy(internalName)) {
      return List.of();
    }
    return isRelated(loader, internalName, header, 0) ? targets : List.of();
  }

  private boolean isRelated(
      @Nullable ClassLoader loader, String internalName, ClassHeader header, int depth) {
    if (related.contains(internalName)) {
      return true;
    }
    for (String parent : header.parents()) {
      if (isRelated(loader, parent, depth + 1)) {
        related.add(internalName);
        return true;
      }
    }
    return unrelated(internalName);
  }

  private boolean isRelated(@Nullable ClassLoader loader, String internalName, int depth) {
    if (related.contains(internalName)) {
      return true;
    }
    if (Exclusions.isJdk(internalName) || unrelated.contains(internalName) || depth > MAX_DEPTH) {
      return false;
    }
    ClassHeader header = header(loader, internalName);
    return header == null
        ? unrelated(internalName)
        : isRelated(loader, internalName, header, depth);
  }

  private boolean unrelated(String internalName) {
    if (unrelated.size() >= MAX_UNRELATED) {
      unrelated.clear();
    }
    unrelated.add(internalName);
    return false;
  }

  /** Reads a class file as a resource, which loads no class. */
  private static @Nullable ClassHeader header(@Nullable ClassLoader loader, String internalName) {
    String resource = internalName + ".class";
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      return in == null ? null : ClassHeader.read(in.readAllBytes(), new byte[0][][]);
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** Returns whether a loaded class, of which everything above is loaded too, may have a target. */
  boolean mayMatch(Class<?> type) {
    if (roots.contains(type.getName().replace('.', '/'))) {
      return true;
    }
    Class<?> parent = type.getSuperclass();
    if (parent != null && mayMatch(parent)) {
      return true;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      if (mayMatch(implemented)) {
        return true;
      }
    }
    return false;
  }
}
