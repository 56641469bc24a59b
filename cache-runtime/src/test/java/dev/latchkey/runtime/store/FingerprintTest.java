package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static Fingerprint of(Consumer<FingerprintBuilder> fields) {
    var builder = FingerprintBuilder.of("test");
    fields.accept(builder);
    return builder.build();
  }

  @Test
  @DisplayName("G-1 neither the border between fields nor their type can be shifted")
  void fieldsKeepTheirBorders() {
    List<Fingerprint> all =
        List.of(
            of(b -> b.text("a").text("bc")),
            of(b -> b.text("ab").text("c")),
            of(b -> b.text("abc")),
            of(b -> b.text("abc").text("")),
            of(b -> b.text("abc").absent()),
            of(b -> b.text("")),
            of(b -> b.text(null)),
            of(b -> b.text("null")),
            of(b -> b.bytes(new byte[0])),
            of(b -> b.bytes("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
            of(b -> b.number(1)),
            of(b -> b.number(1L)),
            of(b -> b.flag(true)),
            of(b -> b.text("1")),
            of(b -> b.text("true")),
            of(b -> b.constant(TimeUnit.SECONDS)),
            of(b -> b.text(TimeUnit.class.getName()).text("SECONDS")),
            of(b -> b.constant(java.time.temporal.ChronoUnit.SECONDS)),
            of(b -> {}),
            FingerprintBuilder.of("other").build());

    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }

  @Test
  @DisplayName("G-1 a value that imitates the border to a second field is still one value")
  void bordersCannotBeForged() {
    var two = of(b -> b.text("a").text("b"));
    for (char length = 0; length < 10; length++) {
      var forged = "as\0\0\0" + length + "b";
      assertThat(of(b -> b.text(forged))).isNotEqualTo(two);
    }
  }

  @Test
  void equalFieldsGiveEqualFingerprints() {
    assertThat(of(b -> b.text("a").number(2L).flag(false).bytes(new byte[] {1})))
        .isEqualTo(of(b -> b.text("a").number(2L).flag(false).bytes(new byte[] {1})));
  }

  @ParameterizedTest
  @ValueSource(longs = {20261124, 7})
  @DisplayName("G-1 random field lists differ exactly when their fields do")
  void randomFieldLists(long seed) {
    System.out.println("FingerprintTest seed " + seed);
    var random = new Random(seed);
    Map<Fingerprint, List<Object>> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      List<Object> fields = new ArrayList<>();
      var builder = FingerprintBuilder.of("test");
      for (int n = random.nextInt(4); n > 0; n--) {
        addRandom(random, builder, fields);
      }
      var earlier = seen.putIfAbsent(builder.build(), fields);
      assertThat(earlier == null || earlier.equals(fields)).isTrue();
    }
    assertThat(seen.values()).doesNotHaveDuplicates();
  }

  private static void addRandom(Random random, FingerprintBuilder builder, List<Object> fields) {
    switch (random.nextInt(4)) {
      case 0 -> {
        int value = random.nextInt(3);
        builder.number(value);
        fields.add(value);
      }
      case 1 -> {
        long value = random.nextInt(3);
        builder.number(value);
        fields.add(value);
      }
      case 2 -> {
        boolean value = random.nextBoolean();
        builder.flag(value);
        fields.add(value);
      }
      default -> {
        var value = "ab\u00e9\u0101\ud800?".substring(random.nextInt(6));
        builder.text(value);
        fields.add(value);
      }
    }
  }

  @Test
  @DisplayName("G-2 tokens that agree in their first and last 20 characters differ")
  void theWholeValueCounts() {
    var head = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0";
    var a = head + ".x".repeat(400) + "A" + "x".repeat(20);
    var b = head + ".x".repeat(400) + "B" + "x".repeat(20);

    assertThat(of(f -> f.text(a))).isNotEqualTo(of(f -> f.text(b)));
  }

  @Test
  @DisplayName("G-3 equal hash codes do not make equal fingerprints, in 10,000 of them")
  void collidingBuckets() {
    Map<Fingerprint, Integer> table = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      table.put(colliding(i), i);
    }

    assertThat(table).hasSize(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(table.get(colliding(i))).isEqualTo(i);
    }
  }

  private static Fingerprint colliding(int i) {
    byte[] digest = new byte[Fingerprint.BYTES];
    digest[0] = 1;
    digest[30] = (byte) (i >>> 8);
    digest[31] = (byte) i;
    return new Fingerprint(digest);
  }

  @Test
  @DisplayName("G-3 a difference in any one of the 256 bits counts")
  void everyBitCounts() {
    byte[] base = new byte[Fingerprint.BYTES];
    for (int bit = 0; bit < 256; bit++) {
      byte[] flipped = base.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(new Fingerprint(flipped)).isNotEqualTo(new Fingerprint(base));
    }
  }

  @Test
  @DisplayName("G-8 user names that look alike are different keys")
  void namesAreExact() {
    List<String> names =
        List.of(
            "Admin",
            "admin",
            "admin\u200b",
            "ADM\u0130N",
            " admin",
            "a\u0301",
            "\u00e1",
            "\ud800",
            "\ud801",
            "?",
            "\ufffd");

    assertThat(names.stream().map(name -> of(f -> f.text(name))).distinct().count())
        .isEqualTo(names.size());
  }

  @Test
  @DisplayName("B-7 the hash code is taken from the digest, not from the input's own hash code")
  void hashCodesOfCollidingStringsDiffer() {
    assertThat("AaAa".hashCode()).isEqualTo("BBBB".hashCode());
    assertThat(of(f -> f.text("AaAa")).hashCode()).isNotEqualTo(of(f -> f.text("BBBB")).hashCode());
  }

  @Test
  @DisplayName("H-1 the text of a fingerprint tells nothing of what went in")
  void textRevealsNothing() {
    assertThat(of(f -> f.text("canary"))).hasToString(of(f -> f.text("other")).toString());
  }

  @Test
  void isOfTheRightLength() {
    assertThatThrownBy(() -> new Fingerprint(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
