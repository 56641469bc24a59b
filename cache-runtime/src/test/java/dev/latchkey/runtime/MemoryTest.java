package dev.latchkey.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.store.MemoryBudget;
import dev.latchkey.runtime.time.ManualTicker;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static final LatchkeyConfig DEFAULTS =
      ConfigReader.read("", "defaults", Map.of("HOME", "home")).config().orElseThrow();

  @ParameterizedTest
  @ValueSource(longs = {16, 64, 512, 4096})
  @DisplayName("B-1 the bounds of all caches together are within the budget, and are shown")
  void boundsFit(long heapMib) {
    MemoryBudget budget = MemoryBudget.ofHeap(heapMib * 1024 * 1024);
    try (var runtime = new LatchkeyRuntime(DEFAULTS, budget, new ManualTicker())) {
      assertThat(runtime.caches().stream().map(ManagedCache::stats).mapToLong(CacheStats::maxBytes))
          .allMatch(bytes -> bytes > 0);
      assertThat(
              runtime.caches().stream()
                  .map(ManagedCache::stats)
                  .mapToLong(CacheStats::maxBytes)
                  .sum())
          .isLessThanOrEqualTo(budget.bytes());
    }
  }

  @Test
  @DisplayName("B-1 a flood of signatures stays within the bound of a small heap")
  void flood() {
    MemoryBudget budget = MemoryBudget.ofHeap(64 * 1024 * 1024);
    try (var runtime = new LatchkeyRuntime(DEFAULTS, budget, new ManualTicker())) {
      for (int i = 0; i < 20_000; i++) {
        runtime.signatures().verified(FingerprintBuilder.of("flood").number(i).build());
      }
      CacheStats stats = runtime.signatures().stats();
      assertThat(stats.evicted()).isPositive();
      assertThat(stats.weightBytes()).isLessThanOrEqualTo(budget.signatures());
      assertThat(stats.entries()).isLessThanOrEqualTo(stats.maxEntries());
    }
  }
}
