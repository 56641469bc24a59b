package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.net.URL;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ValueDigestTest {
  private static Optional<Fingerprint> digest(Object... values) {
    FingerprintBuilder builder = FingerprintBuilder.of("test");
    for (Object value : values) {
      if (!ValueDigest.append(builder, value)) {
        return Optional.empty();
      }
    }
    return Optional.of(builder.build());
  }

  @Test
  @DisplayName("G-1 values that differ in type, length or place differ in the fingerprint")
  void distinct() throws Exception {
    List<Object[]> different =
        List.of(
            new Object[] {"a", "bc"},
            new Object[] {"ab", "c"},
            new Object[] {"abc"},
            new Object[] {1},
            new Object[] {1L},
            new Object[] {"1"},
            new Object[] {true},
            new Object[] {(Object) null},
            new Object[] {""},
            new Object[] {List.of("a", "b")},
            new Object[] {List.of(List.of("a"), "b")},
            new Object[] {Map.of("a", "b")},
            new Object[] {TimeUnit.SECONDS},
            new Object[] {"SECONDS"},
            new Object[] {new byte[] {1}},
            new Object[] {new URL("http://example.org/a")},
            new Object[] {new URL("http://example.org/b")});
    Set<Optional<Fingerprint>> seen = new HashSet<>();
    for (Object[] values : different) {
      assertThat(seen.add(digest(values))).as(Arrays.toString(values)).isTrue();
    }
  }

  @Test
  @DisplayName("G-8 names are compared exactly")
  void exactNames() {
    assertThat(
            Set.of(digest("Admin"), digest("admin"), digest("admin\u200b"), digest("ADM\u0130N")))
        .hasSize(4);
  }

  @Test
  @DisplayName("S-2 every parameter of a padding counts")
  void paddings() {
    MGF1ParameterSpec mask = MGF1ParameterSpec.SHA256;
    Object base = new PSSParameterSpec("SHA-256", "MGF1", mask, 32, 1);
    assertThat(digest(base))
        .isPresent()
        .isEqualTo(digest(new PSSParameterSpec("SHA-256", "MGF1", mask, 32, 1)));
    assertThat(
            Set.of(
                digest(base),
                digest(new PSSParameterSpec("SHA-384", "MGF1", mask, 32, 1)),
                digest(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1)),
                digest(new PSSParameterSpec("SHA-256", "MGF1", mask, 20, 1)),
                digest(new PSSParameterSpec("SHA-256", "MGF1", mask, 32, 2))))
        .hasSize(5);
  }

  @Test
  void refusesTypesWhoseEqualityIsNotKnown() {
    assertThat(digest(new Object())).isEmpty();
    assertThat(digest(List.of("a", new StringBuilder("b")))).isEmpty();
  }

  @Test
  void endsInCollectionsThatHoldThemselves() {
    List<Object> endless = new java.util.ArrayList<>();
    endless.add(endless);
    assertThat(digest(endless)).isEmpty();
  }
}
