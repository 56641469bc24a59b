package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the targets woven: into classes as they are loaded, and into those that were loaded before.
 *
 * <p>Confined to the agent's start.
 */
public final class Weaving {
  /** Bounds how long one retransformation keeps the application's threads at a safepoint. */
  private static final int BATCH = 100;

  private final Instrumentation instrumentation;
  private final TargetIndex index;
  private final WeavingTransformer transformer;

  /** Reports what came of each target to {@code report}. */
  public Weaving(
      Instrumentation instrumentation, List<Target> targets, Sites sites, WeavingReport report) {
    this.instrumentation = instrumentation;
    index = new TargetIndex(targets);
    transformer = new WeavingTransformer(index, sites, report);
  }

  /** Weaves from now on, and weaves again what is loaded already. */
  public void start() {
    instrumentation.addTransformer(transformer, true);
    retransformLoaded();
  }

  /** Gives every woven method its own bytecode back. */
  public void close() {
    instrumentation.removeTransformer(transformer);
    retransformLoaded();
  }

  private void retransformLoaded() {
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (index.mayMatch(type) && instrumentation.isModifiableClass(type)) {
        loaded.add(type);
      }
    }
    for (int from = 0; from < loaded.size(); from += BATCH) {
      retransform(loaded.subList(from, Math.min(from + BATCH, loaded.size())));
    }
  }

  /**
   * One class that cannot be retransformed fails its whole batch; the others are then woven one by
   * one.
   */
  private void retransform(List<Class<?>> types) {
    try {
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException | LinkageError | InternalError refused) {
      if (types.size() == 1) {
        transformer.refused(types.get(0), refused);
        return;
      }
      for (Class<?> type : types) {
        retransform(List.of(type));
      }
    }
  }
}
