package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  private static final long MIB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"100, 5", "1280, 64", "1279, 63", "65536, 64"})
  @DisplayName("B-1 all caches together take at most 64 MiB and a twentieth of the heap")
  void isSmallerThanBoth(long heapMib, long budgetMib) {
    assertThat(MemoryBudget.ofHeap(heapMib * MIB).bytes() / MIB).isEqualTo(budgetMib);
  }

  @ParameterizedTest
  @ValueSource(longs = {8 * MIB, 64 * MIB, 1000 * MIB, 100_000 * MIB})
  @DisplayName("B-1 the parts leave an eighth or more for tables of fixed size")
  void partsFit(long heapBytes) {
    MemoryBudget budget = MemoryBudget.ofHeap(heapBytes);

    assertThat(budget.keySets() + budget.signatures() + budget.validations())
        .isPositive()
        .isLessThanOrEqualTo(budget.bytes() / 8 * 7);
  }
}
