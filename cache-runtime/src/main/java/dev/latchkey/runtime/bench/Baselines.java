package dev.latchkey.runtime.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The results that are kept under a name, oldest first. Thread-safe. */
public final class Baselines {
  /** How many are kept at most. */
  public static final int MOST = 20;

  private static final String KEY = "baselines";

  private final Function<String, Optional<byte[]>> kept;
  private final BiConsumer<String, byte[]> keep;

  @GuardedBy("this")
  private @Nullable Map<String, BenchResult> known;

  /**
   * Reads nothing yet.
   *
   * @param kept reads what was kept under a key, over restarts
   * @param keep keeps something there
   */
  public Baselines(Function<String, Optional<byte[]>> kept, BiConsumer<String, byte[]> keep) {
    this.kept = kept;
    this.keep = keep;
  }

  /** Returns all of them. */
  public synchronized List<BenchResult> all() {
    return List.copyOf(known().values());
  }

  /** Returns the one of a name. */
  public synchronized Optional<BenchResult> named(String name) {
    return Optional.ofNullable(known().get(name));
  }

  /**
   * Keeps one, in place of the one of its name.
   *
   * @return whether there was room
   */
  public synchronized boolean put(BenchResult result) {
    Map<String, BenchResult> all = known();
    if (all.size() >= MOST && !all.containsKey(result.name())) {
      return false;
    }
    all.remove(result.name());
    all.put(result.name(), result);
    write(all);
    return true;
  }

  /** Forgets one; returns whether there was one of that name. */
  public synchronized boolean remove(String name) {
    Map<String, BenchResult> all = known();
    boolean was = all.remove(name) != null;
    if (was) {
      write(all);
    }
    return was;
  }

  @GuardedBy("this")
  private Map<String, BenchResult> known() {
    Map<String, BenchResult> all = known;
    if (all == null) {
      all = new LinkedHashMap<>();
      for (BenchResult each : read()) {
        all.put(each.name(), each);
      }
      known = all;
    }
    return all;
  }

  /** What an older or newer version wrote, and cannot be read, is as if there were none. */
  private List<BenchResult> read() {
    try {
      Optional<byte[]> bytes = kept.apply(KEY);
      return bytes.isEmpty() ? List.of() : ResultJson.readAll(bytes.get());
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private void write(Map<String, BenchResult> all) {
    try {
      keep.accept(KEY, ResultJson.writeAll(new ArrayList<>(all.values())));
    } catch (IOException impossible) {
      throw new IllegalStateException("results are plain figures", impossible);
    }
  }
}
