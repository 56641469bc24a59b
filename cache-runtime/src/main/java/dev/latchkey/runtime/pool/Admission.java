package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.CallSites.CallSite;
import dev.latchkey.runtime.time.Ticker;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Says which connections are left alone, and tells an operator why (safety rules POOL-2, POOL-7 and
 * POOL-10). Thread-safe.
 */
final class Admission {
  static final String POOL_ABOVE = "a connection pool asks for these connections";
  private static final String LOGIN_CHECK =
      "several users or passwords are tried at this address, as a login form does";

  private final KeyTable table;
  private final IdleStore store;
  private final Closer closer;
  private final Returning returning;
  private final Ticker ticker;
  private final BiConsumer<String, String> findings;
  private final CredentialWatch credentials = new CredentialWatch();
  private final Refusals refusals = new Refusals();

  /** Tells {@code findings} a pool's masked address and a sentence. */
  Admission(
      KeyTable table,
      IdleStore store,
      Closer closer,
      Returning returning,
      Ticker ticker,
      BiConsumer<String, String> findings) {
    this.table = table;
    this.store = store;
    this.closer = closer;
    this.returning = returning;
    this.ticker = ticker;
    this.findings = findings;
  }

  /** The application's own code is about to connect, which leaves time to look closely. */
  boolean isAllowed(KeyPool pool, CallSite site, ConnectUrl url) {
    if (credentials.connects(pool.key(), ticker.nanos())) {
      refuseAddress(pool);
    } else if (StackGuard.isInsidePool()) {
      site.pool(true);
      refuse(url, POOL_ABOVE);
    } else {
      return pool.state() != PoolState.REFUSED;
    }
    return false;
  }

  /** Notes that connections of an address were left alone. */
  void refuse(ConnectUrl url, String reason) {
    String masked = url.masked();
    if (refusals.note(masked, reason)) {
      findings.accept(masked, "connections are left alone: " + reason);
    }
  }

  private void refuseAddress(KeyPool suspicious) {
    for (KeyPool pool : table.all()) {
      if (pool.key().address().equals(suspicious.key().address())
          && pool.become(PoolState.REFUSED, LOGIN_CHECK)) {
        closer.close(store.retire(pool, ticker.nanos()));
        findings.accept(pool.url(), "connections are left alone: " + LOGIN_CHECK);
      }
    }
  }

  /** A user whose login is refused must not go on with connections from before: rule POOL-10. */
  void refusedLogin(KeyPool refused) {
    for (KeyPool pool : table.all()) {
      if (pool.key().principal().equals(refused.key().principal())) {
        returning.evict(pool);
      }
    }
  }

  /** Forgets who tried to log in, and what was left alone. */
  void clear() {
    credentials.clear();
    refusals.clear();
  }

  /** Returns the addresses that were left alone, each with its reason. */
  List<PoolSnapshot> snapshots() {
    return refusals.snapshots();
  }
}
