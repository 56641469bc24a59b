package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import net.example.PassingOn;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StackGuardTest {
  @Test
  @DisplayName("POOL-2 a pool on the stack is seen, whoever it calls through")
  void seesPools() {
    Supplier<Boolean> ask = StackGuard::isInsidePool;
    assertThat(ask.get()).isFalse();
    assertThat(PassingOn.through(ask)).isFalse();
    assertThat(com.zaxxer.hikari.pool.Filling.through(ask)).isTrue();
    assertThat(com.zaxxer.hikari.pool.Filling.through(() -> PassingOn.through(ask))).isTrue();
  }

  @Test
  @DisplayName("POOL-1 a data source that passes calls on is looked through")
  void looksThroughDataSources() {
    Class<?> source = org.springframework.jdbc.datasource.PlainSource.class;
    assertThat(StackGuard.callSite(PassingOn.class)).isEqualTo(PassingOn.class);
    Class<?> site =
        PassingOn.through(
            () ->
                org.springframework.jdbc.datasource.PlainSource.through(
                    () -> StackGuard.callSite(source)));
    assertThat(site).isEqualTo(PassingOn.class);
    Class<?> pool =
        com.zaxxer.hikari.pool.Filling.through(
            () ->
                org.springframework.jdbc.datasource.PlainSource.through(
                    () -> StackGuard.callSite(source)));
    assertThat(pool).isEqualTo(com.zaxxer.hikari.pool.Filling.class);
    assertThat(StackGuard.isPool(pool)).isTrue();
  }
}
