package dev.latchkey.runtime.jwks;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers for 60 s the last 128 key ids that a fresh fetch did not bring, so that tokens
 * repeating one of them do not use up the refreshes that a rotated key needs. Holds digests, never
 * ids. Confined to its source's lock.
 */
final class KidMemory {
  static final int CAPACITY = 128;
  static final long LIFE_NANOS = Duration.ofSeconds(60).toNanos();

  private final Map<Fingerprint, Long> missedNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Fingerprint, Long> eldest) {
          return size() > CAPACITY;
        }
      };

  /** Remembers that a fetch did not bring {@code kid}. */
  void missed(String kid, long nowNanos) {
    var digest = digest(kid);
    missedNanos.remove(digest); // so that it becomes the youngest
    missedNanos.put(digest, nowNanos);
  }

  /** Returns whether a fetch less than 60 s ago did not bring {@code kid}. */
  boolean recentlyMissed(String kid, long nowNanos) {
    if (missedNanos.isEmpty()) {
      return false;
    }
    var missed = missedNanos.get(digest(kid));
    return missed != null && nowNanos - missed < LIFE_NANOS;
  }

  void clear() {
    missedNanos.clear();
  }

  int size() {
    return missedNanos.size();
  }

  private static Fingerprint digest(String kid) {
    return FingerprintBuilder.of("jwks-kid").text(kid).build();
  }
}
