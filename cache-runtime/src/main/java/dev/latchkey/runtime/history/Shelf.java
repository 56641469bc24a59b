package dev.latchkey.runtime.history;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * Points of all tiers and a few named texts, in one file or in memory. What was written is on the
 * disk with the next {@link #commit}, all of it or nothing. Thread-safe.
 *
 * <p>Keys and values are numbers, bytes and strings alone: nothing in a file is ever read as a
 * serialized object.
 */
final class Shelf implements AutoCloseable {
  private static final int PAGE_BYTES = 16 * 1024;

  private static final int CACHE_MEGABYTES = 1;
  private static final int TARGET_FILL_PERCENT = 70;
  private static final int COMPACTED_BYTES = 1 << 20;

  private final MVStore store;
  private final Map<Tier, MVMap<Long, byte[]>> tiers = new EnumMap<>(Tier.class);
  private final MVMap<String, byte[]> kept;

  private Shelf(MVStore store) {
    this.store = store;
    for (Tier tier : Tier.values()) {
      tiers.put(
          tier,
          store.openMap(
              tier.mapName(),
              new MVMap.Builder<Long, byte[]>()
                  .keyType(LongDataType.INSTANCE)
                  .valueType(ByteArrayDataType.INSTANCE)));
    }
    kept =
        store.openMap(
            "kept",
            new MVMap.Builder<String, byte[]>()
                .keyType(StringDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
  }

  /**
   * Opens a file, or makes it.
   *
   * @param path null for one in memory
   * @param reuseAfterMillis how long room that became free is left alone; longer than the time
   *     between two calls of {@link #tidy}, so that what the power's end leaves can be read
   * @throws MVStoreException when it is in use, damaged, foreign, or the disk fails
   */
  static Shelf open(@Nullable String path, int reuseAfterMillis) {
    MVStore.Builder builder =
        new MVStore.Builder()
            .autoCommitDisabled()
            .autoCompactFillRate(0)
            .pageSplitSize(PAGE_BYTES)
            .cacheSize(CACHE_MEGABYTES)
            .compress();
    if (path != null) {
      builder.fileName(path);
    }
    MVStore store = builder.open();
    try {
      store.setVersionsToKeep(0);
      store.setRetentionTime(reuseAfterMillis);
      return new Shelf(store);
    } catch (RuntimeException damaged) {
      store.closeImmediately();
      throw damaged;
    }
  }

  void put(Tier tier, long epochSecond, byte[] point) {
    map(tier).put(epochSecond, point);
  }

  Optional<byte[]> get(Tier tier, long epochSecond) {
    return Optional.ofNullable(map(tier).get(epochSecond));
  }

  /** Returns the points that began from {@code from} on and before {@code to}. */
  Map<Long, byte[]> range(Tier tier, long from, long to) {
    var found = new TreeMap<Long, byte[]>();
    MVMap<Long, byte[]> map = map(tier);
    for (var cursor = map.cursor(from, to - 1, false); cursor.hasNext(); ) {
      Long at = cursor.next();
      found.put(at, cursor.getValue());
    }
    return found;
  }

  /** Forgets what began before {@code epochSecond}. */
  void dropBefore(Tier tier, long epochSecond) {
    MVMap<Long, byte[]> map = map(tier);
    for (Long first = map.firstKey(); first != null && first < epochSecond; ) {
      map.remove(first);
      first = map.firstKey();
    }
  }

  void keep(String name, byte[] value) {
    kept.put(name, value);
  }

  Optional<byte[]> kept(String name) {
    return Optional.ofNullable(kept.get(name));
  }

  /** Takes in all that is in {@code other}. */
  void takeUp(Shelf other) {
    other.tiers.forEach((tier, points) -> points.forEach(map(tier)::put));
    other.kept.forEach(kept::put);
  }

  /** Writes what is new. */
  void commit() {
    store.commit();
  }

  /** Sees to it that the file takes little more room than what is in it, and outlives the power. */
  void tidy() {
    store.compact(TARGET_FILL_PERCENT, COMPACTED_BYTES);
    store.sync();
  }

  @Override
  public void close() {
    store.close();
  }

  /** Lets go of a file that failed, and writes nothing any more. */
  void abandon() {
    store.closeImmediately();
  }

  private MVMap<Long, byte[]> map(Tier tier) {
    return Objects.requireNonNull(tiers.get(tier));
  }
}
