package dev.latchkey.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.CastCheck;
import dev.latchkey.runtime.pool.Checkout;
import dev.latchkey.runtime.pool.ConnectRequest;
import dev.latchkey.runtime.pool.ConnectionEngine;
import dev.latchkey.runtime.pool.Connector;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.GlobalTransactions;
import dev.latchkey.runtime.pool.LongHold;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.pool.Recycler;
import dev.latchkey.runtime.pool.advice.Advice;
import dev.latchkey.runtime.pool.advice.QueryAdvisor;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Phase 4, made when the application first asks for a connection: what it consists of loads classes
 * of {@code java.sql}, and with them the default file system, which an application may choose in
 * its {@code main}. Thread-safe.
 */
final class Databases implements ConnectionEngine, DatabaseFigures, AutoCloseable {
  private static final String EXPLAINS = "PostgreSQL";

  private final JdbcObserver jdbc;
  private final PhaseSwitches phases;
  private final EventLog events;
  private final Metrics metrics;
  private final OperationTracker operations;
  private final Ticker ticker;
  private final GlobalTransactions transactions = new GlobalTransactions();

  private volatile PoolPhase settings;
  private volatile @Nullable CastCheck casts;
  private volatile @Nullable Supplier<Connector> connector;
  private volatile @Nullable Recycler recycler;

  @GuardedBy("this")
  private @Nullable QueryAdvisor advisor;

  Databases(
      PoolPhase settings,
      JdbcObserver jdbc,
      PhaseSwitches phases,
      EventLog events,
      Metrics metrics,
      OperationTracker operations,
      Ticker ticker) {
    this.settings = settings;
    this.jdbc = jdbc;
    this.phases = phases;
    this.events = events;
    this.metrics = metrics;
    this.operations = operations;
    this.ticker = ticker;
  }

  @Override
  public @Nullable Checkout checkout(ConnectRequest request, boolean treated) {
    Recycler made = recycler;
    return (made == null ? make() : made).checkout(request, treated);
  }

  @Override
  public List<PoolSnapshot> pools() {
    Recycler made = recycler;
    return made == null ? List.of() : made.pools();
  }

  @Override
  public Map<String, LongHold> longHolds() {
    Recycler made = recycler;
    return made == null ? Map.of() : made.longHolds();
  }

  @Override
  public List<StatementSnapshot> statements() {
    return jdbc.statements(ticker.nanos());
  }

  @Override
  public List<Advice> advice() {
    return advisor().advice(jdbc.statements(ticker.nanos()));
  }

  GlobalTransactions transactions() {
    return transactions;
  }

  /** Takes other limits from now on. */
  void settings(PoolPhase phase) {
    settings = phase;
    Recycler made = recycler;
    if (made != null) {
      made.settings(phase);
    }
  }

  /** Asks {@code check} from now on. Called before anything is checked out. */
  void casts(CastCheck check) {
    casts = check;
  }

  /** Connects with this where a server was full. Called before anything is checked out. */
  void connector(Supplier<Connector> other) {
    connector = other;
  }

  /** Goes on or off with the phase; what is not made yet looks at it when it is made. */
  void follow() {
    Recycler made = recycler;
    if (made != null) {
      made.follow(() -> phases.isEnabled(Phase.POOL));
    }
  }

  @Override
  public void close() {
    Recycler made = recycler;
    if (made != null) {
      made.close();
    }
  }

  /**
   * Published before it follows the phase: whoever switches the phase later finds it, and what was
   * switched before is seen.
   */
  private synchronized Recycler make() {
    Recycler made = recycler;
    if (made == null) {
      Supplier<Connector> known = connector;
      made =
          new Recycler(
              settings,
              operations,
              known == null ? Connector.NONE : known.get(),
              ticker,
              (url, finding) ->
                  events.add("pool.finding", Severity.INFO, "auto", url + ": " + finding + "."),
              failure -> metrics.errors().count(Border.BACKGROUND, "pool", failure));
      CastCheck check = casts;
      if (check != null) {
        made.casts(check);
      }
      made.transactions(transactions);
      made.closings(jdbc::closed);
      made.lastUse(this::explain);
      jdbc.listen(made);
      metrics.connections().pools(made::use);
      made.start();
      recycler = made;
      follow();
    }
    return made;
  }

  private synchronized QueryAdvisor advisor() {
    QueryAdvisor known = advisor;
    if (known == null) {
      known = new QueryAdvisor(ticker);
      advisor = known;
    }
    return known;
  }

  private void explain(String database, Connection unwanted) throws SQLException {
    if (database.equals(EXPLAINS)) {
      advisor().examine(unwanted, jdbc.statements(ticker.nanos()));
    }
  }
}
