package dev.latchkey.runtime;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.pool.Recycler;
import dev.latchkey.runtime.pool.advice.Advice;
import dev.latchkey.runtime.pool.advice.QueryAdvisor;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Pools, statements and advice. Thread-safe. */
final class Databases implements DatabaseFigures {
  private static final String EXPLAINS = "PostgreSQL";

  private final Recycler recycler;
  private final JdbcObserver jdbc;
  private final QueryAdvisor advisor;

  /** Explains statements on connections that {@code recycler} is about to close. */
  Databases(Recycler recycler, JdbcObserver jdbc, Ticker ticker) {
    this.recycler = recycler;
    this.jdbc = jdbc;
    advisor = new QueryAdvisor(ticker);
    recycler.lastUse(this::explain);
  }

  @Override
  public List<PoolSnapshot> pools() {
    return recycler.pools();
  }

  @Override
  public List<StatementSnapshot> statements() {
    return jdbc.statements();
  }

  @Override
  public List<Advice> advice() {
    return advisor.advice(jdbc.statements());
  }

  private void explain(String database, Connection unwanted) throws SQLException {
    if (database.equals(EXPLAINS)) {
      advisor.examine(unwanted, jdbc.statements());
    }
  }
}
