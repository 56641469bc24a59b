package dev.latchkey.runtime.pool;

import java.sql.SQLException;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Proves on a real session that the reset makes it fresh again (safety rule POOL-22): as its
 * borrower left it, and once more after everything that can be changed was. Stateless.
 */
final class SelfTest {
  private SelfTest() {}

  /** Returns the names of what was different; empty when the reset can be trusted. */
  static SortedSet<String> prove(Kept kept, Map<String, String> fresh) throws SQLException {
    SortedSet<String> different = resetAndCompare(kept, fresh);
    if (different.isEmpty()) {
      kept.dialect().disturb(kept.connection());
      different = resetAndCompare(kept, fresh);
    }
    return different;
  }

  /** Returns the names of what is different after a reset. */
  static SortedSet<String> resetAndCompare(Kept kept, Map<String, String> fresh)
      throws SQLException {
    kept.dialect().reset(kept.connection(), kept.attributes());
    return compare(fresh, kept.dialect().fingerprint(kept.connection()));
  }

  private static SortedSet<String> compare(Map<String, String> fresh, Map<String, String> now) {
    SortedSet<String> names = new TreeSet<>(fresh.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> String.valueOf(fresh.get(name)).equals(String.valueOf(now.get(name))));
    return names;
  }
}
