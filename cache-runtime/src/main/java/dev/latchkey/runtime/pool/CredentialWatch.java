package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.store.Fingerprint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds applications that connect to a database in order to check a password (safety rule POOL-7):
 * more than 5 users of one address, or more than 2 passwords of one user, within ten minutes. Such
 * an address is left alone from then on, until this is cleared. Thread-safe; the lock is held for
 * memory alone.
 */
final class CredentialWatch {
  private static final int MOST_USERS = 5;
  private static final int MOST_PASSWORDS = 2;
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MOST_ADDRESSES = 256;

  @GuardedBy("this")
  private final Map<Fingerprint, Users> addresses = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Set<Fingerprint> checks = new HashSet<>();

  /** Notes that the application connects; returns whether the address is one to check logins at. */
  synchronized boolean connects(PoolKey key, long now) {
    if (checks.contains(key.address()) || checks.size() == MOST_ADDRESSES) {
      return true;
    }
    if (!addresses.containsKey(key.address()) && addresses.size() == MOST_ADDRESSES) {
      addresses.remove(addresses.keySet().iterator().next());
    }
    if (!addresses.computeIfAbsent(key.address(), unused -> new Users()).add(key, now)) {
      return false;
    }
    addresses.remove(key.address());
    checks.add(key.address());
    return true;
  }

  /** Forgets everything. */
  synchronized void clear() {
    addresses.clear();
    checks.clear();
  }

  /** When each password of each user of one address was used last. Guarded by the watch. */
  private static final class Users {
    private final Map<Fingerprint, Map<Fingerprint, Long>> used = new HashMap<>();

    boolean add(PoolKey key, long now) {
      used.values().forEach(times -> times.values().removeIf(time -> now - time > WINDOW_NANOS));
      used.values().removeIf(Map::isEmpty);
      Map<Fingerprint, Long> passwords =
          used.computeIfAbsent(key.principal(), unused -> new HashMap<>());
      passwords.put(key.password(), now);
      return used.size() > MOST_USERS || passwords.size() > MOST_PASSWORDS;
    }
  }
}
