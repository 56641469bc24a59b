package dev.latchkey.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Seeded mutations of texts and bytes. {@code -Dfuzz.rounds=1000000} looks longer than a build
 * does; {@code -Dfuzz.seed} elsewhere. Confined to one thread.
 */
public final class Fuzz {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_127);
  private static final String ODD =
      "\u0000\t\n"
          + " \"'\\{}[]():,.;<>=%&|!?*+-/_0123456789eEnNaArghmsuxp\u0130\u0131\uD800\uFEFF\u2028\u00e9";

  private final Random random;

  private Fuzz(long seed) {
    random = new Random(seed);
  }

  /** Returns the seeds of all rounds; a failing test names its own. */
  public static LongStream seeds() {
    return LongStream.range(SEED, SEED + ROUNDS);
  }

  /** Begins a round. */
  public static Fuzz of(long seed) {
    return new Fuzz(seed);
  }

  /** Returns one of these with one to six changes. */
  public String text(List<String> samples) {
    StringBuilder text = new StringBuilder(samples.get(random.nextInt(samples.size())));
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
        case 2 -> text.insert(at, samples.get(random.nextInt(samples.size())));
        case 3 -> text.insert(at, text.substring(at).repeat(random.nextInt(4)));
        default -> {
          if (at < text.length()) {
            text.setCharAt(at, ODD.charAt(random.nextInt(ODD.length())));
          }
        }
      }
      if (text.length() > 4_096) {
        text.setLength(4_096);
      }
    }
    return text.toString();
  }

  /** Returns these bytes with one to six changes, or others of any length. */
  public byte[] bytes(byte[] sample) {
    byte[] bytes = random.nextInt(4) == 0 ? new byte[random.nextInt(64)] : sample.clone();
    if (bytes != sample && bytes.length < 64 && random.nextBoolean()) {
      random.nextBytes(bytes);
    }
    for (int n = 1 + random.nextInt(6); n > 0 && bytes.length > 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 8) : bytes.length;
    return java.util.Arrays.copyOf(bytes, length);
  }

  /** Returns text that stands for bytes, as those who fetch over HTTP have it. */
  public String torn(String sample) {
    return new String(bytes(sample.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
