package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdentityIdsTest {
  @Test
  @DisplayName("G-5 equal objects have different ids, the same object keeps its id")
  void identityCounts() {
    var ids = new IdentityIds(1000);
    var one = new String("validator");
    var other = new String("validator");

    assertThat(ids.idOf(one)).isEqualTo(ids.idOf(one)).isNotEqualTo(ids.idOf(other));
  }

  @Test
  @DisplayName("G-5 of 1,000,000 short-lived objects no two had one id, and none is held")
  void idsAreNeverReused() {
    var ids = new IdentityIds(5_000);
    Set<Long> given = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      given.add(ids.idOf(new Object()));
    }

    assertThat(given).hasSize(1_000_000);
    assertThat(ids.size()).isLessThanOrEqualTo(5_000);
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(ids.size()).isZero();
            });
  }

  @Test
  @DisplayName("B-1 past the bound an object is forgotten and gets a new id, not another's")
  void boundCostsMissesOnly() {
    var ids = new IdentityIds(10);
    Set<Long> given = new HashSet<>();
    var kept = new Object[1000];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new Object();
      given.add(ids.idOf(kept[i]));
    }
    for (var object : kept) {
      given.add(ids.idOf(object));
    }

    assertThat(ids.size()).isLessThanOrEqualTo(10);
    assertThat(given).hasSizeGreaterThan(kept.length);
  }
}
