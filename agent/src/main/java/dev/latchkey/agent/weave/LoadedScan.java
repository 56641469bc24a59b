package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.weave.WeavingReport.Outcome;
import dev.latchkey.runtime.metrics.WeavingStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says what a target would match in the classes that are loaded now. Reads their class files where
 * their loaders have them, and weaves nothing. Confined to one thread.
 */
final class LoadedScan {
  private final Target target;
  private final List<Target> before;
  private final TargetIndex index;
  private final WeavingReport report = new WeavingReport((name, status) -> {});

  private LoadedScan(List<Target> before, Target target) {
    this.before = before;
    this.target = target;
    index = new TargetIndex(List.of(target));
    report.follow(target);
  }

  /**
   * Returns where the target would stand.
   *
   * @param before targets that have a method first, where two mean the same
   */
  static WeavingStatus of(Class<?>[] loaded, List<Target> before, Target target) {
    var scan = new LoadedScan(before, target);
    for (Class<?> type : loaded) {
      if (!type.isArray() && !type.isPrimitive() && !type.isHidden() && scan.index.mayMatch(type)) {
        scan.look(type);
      }
    }
    return scan.report.status(target);
  }

  private void look(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    String entry = type.getName().replace('.', '/') + ".class";
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(entry)
            : loader.getResourceAsStream(entry)) {
      if (in == null) {
        came(type, unreadable(type, "its loader has no class file of it"));
        return;
      }
      List<Target> candidates = new ArrayList<>(before);
      candidates.add(target);
      Outcome outcome =
          Weaver.outcomes(loader, type.getName(), in.readAllBytes(), candidates).get(target);
      if (outcome != null) {
        came(type, outcome);
      }
    } catch (IOException | RuntimeException | LinkageError failure) {
      came(type, unreadable(type, failure.getClass().getSimpleName() + " when it was read"));
    }
  }

  private static Outcome unreadable(Class<?> type, String why) {
    return Outcome.waiting(
        "class " + type.getName() + " is loaded, and only weaving tells what comes of it: " + why);
  }

  private void came(Class<?> type, Outcome outcome) {
    ClassLoader loader = type.getClassLoader();
    report.came(
        loader,
        type.getName(),
        Origin.of(loader, type.getProtectionDomain(), type.getName()),
        Map.of(target, outcome));
  }
}
