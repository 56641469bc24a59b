package dev.latchkey.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Has loaded classes transformed once more, many at a time. Stateless. */
final class Retransformer {
  /** Bounds how long one retransformation keeps the application's threads at a safepoint. */
  private static final int BATCH = 100;

  /** Classes that came to be while the others were transformed are looked for this often. */
  private static final int MOST_ROUNDS = 3;

  private final Instrumentation instrumentation;
  private final BiConsumer<Class<?>, Throwable> refused;

  /** Tells {@code refused} each class that the JVM did not take, and why. */
  Retransformer(Instrumentation instrumentation, BiConsumer<Class<?>, Throwable> refused) {
    this.instrumentation = instrumentation;
    this.refused = refused;
  }

  /**
   * Transforms every loaded class that is {@code affected} and not yet {@code done}, until no such
   * class is found.
   */
  void all(Predicate<Class<?>> affected, Set<Class<?>> done) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Class<?>> found = new ArrayList<>();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (affected.test(type) && !type.isHidden() && done.add(type)) {
          found.add(type);
        }
      }
      if (found.isEmpty()) {
        return;
      }
      for (int from = 0; from < found.size(); from += BATCH) {
        transform(found.subList(from, Math.min(from + BATCH, found.size())));
      }
    }
  }

  /**
   * One class that cannot be retransformed fails its whole batch; the others are then transformed
   * one by one.
   */
  private void transform(List<Class<?>> types) {
    try {
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException
        | UnsupportedOperationException
        | LinkageError
        | InternalError failure) {
      if (types.size() == 1) {
        refused.accept(types.get(0), failure);
        return;
      }
      for (Class<?> type : types) {
        transform(List.of(type));
      }
    }
  }
}
