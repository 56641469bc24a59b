package dev.latchkey.agent.handler;

import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.operation.Layer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The names that the application measures by, each with its figures. Thread-safe; a name that is
 * known costs one look-up. There are never more than {@value #MOST_NAMES}: a program that makes
 * names up would fill the memory and tell who its users are.
 */
final class MeasuredNames {
  static final int MOST_NAMES = 100;

  private static final int LONGEST_NAME = 64;

  /** Above those of targets, which count from 0, one for each change. */
  private static final int FIRST_GROUP = 1 << 30;

  /** No target of a file or preset has a dot in its name. */
  private static final String PREFIX = "measure.";

  private final Metrics metrics;
  private final Map<String, Named> known = new ConcurrentHashMap<>();
  private final AtomicInteger left = new AtomicInteger(MOST_NAMES);

  MeasuredNames(Metrics metrics) {
    this.metrics = metrics;
  }

  /** A name with what its segments are counted as and in. */
  record Named(int group, TargetMeter meter) {}

  /** Returns what is known of a name; null for one that is not measured. */
  @Nullable Named of(String name) {
    Named named = known.get(name);
    return named != null ? named : of(name, "dev.latchkey.api.Latchkey", "measure");
  }

  /**
   * Returns the same.
   *
   * @param className where it is measured, when it is not known yet
   */
  @Nullable Named of(String name, String className, String method) {
    Named named = known.get(name);
    return named != null || left.get() <= 0 || !isName(name) ? named : add(name, className, method);
  }

  private @Nullable Named add(String name, String className, String method) {
    int place = left.getAndDecrement();
    if (place <= 0) {
      return null;
    }
    TargetInfo info = new TargetInfo(PREFIX + name, Layer.OTHER, className, method, "exact", "api");
    Named added = new Named(FIRST_GROUP + place, metrics.register(info));
    metrics.weaving(info.name(), new WeavingStatus(WeavingStatus.State.WOVEN, "", List.of()));
    Named first = known.putIfAbsent(name, added);
    if (first != null) {
      left.incrementAndGet();
      return first;
    }
    return added;
  }

  /** Returns the meters of all names. */
  Collection<TargetMeter> meters() {
    return known.values().stream().map(Named::meter).toList();
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_NAME
        && name.chars().allMatch(MeasuredNames::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }
}
