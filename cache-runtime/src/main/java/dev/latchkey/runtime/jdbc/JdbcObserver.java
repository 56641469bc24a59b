package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.metrics.ConnectionMeter;
import dev.latchkey.runtime.store.WeakIdentities;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches what an application does with the connections that drivers opened for it, and tells the
 * {@linkplain #listen listeners}. It is told of calls; by itself it calls nothing that could ask
 * the database (rule POOL-42). Connections and statements are known by identity and held weakly.
 * Thread-safe.
 *
 * <p>It is made before the application's main method and must not load a class of {@code java.sql}
 * then, which opens the JDK's file system: hence no exception of JDBC is named in it.
 */
public final class JdbcObserver {
  /**
   * The group of all calls of JDBC, of which the outermost alone is looked at: those inside are the
   * driver's own. What the agent itself asks of a connection on a thread of the application is done
   * inside a segment of this group, so that it is not taken for the application's.
   */
  public static final int GROUP = -1;

  // What comes first without quotes is a name: literals were taken out of the shape.
  private static final Pattern FIRST_TABLE =
      Pattern.compile("(?i)\\b(?:from|into|update)\\s+([a-z_][a-z0-9_.]{0,63})(?![a-z0-9_.(])");

  private static final int MOST_CONNECTIONS = 10_000;
  private static final int MOST_STATEMENTS = 50_000;

  private final WeakIdentities<ConnectionNotes> connections =
      new WeakIdentities<>(MOST_CONNECTIONS);
  private final WeakIdentities<StatementNotes> statements = new WeakIdentities<>(MOST_STATEMENTS);
  private final List<JdbcListener> listeners = new CopyOnWriteArrayList<>();
  private final SqlTexts texts = new SqlTexts();
  private final StatementTable table = new StatementTable();

  /** Which classes of drivers are watched: another number each time that there are more. */
  private volatile int watched;

  private final AtomicLong scopes = new AtomicLong(1L << Integer.SIZE);
  private final ConnectionMeter meter;

  /** Counts connections with {@code meter}. */
  public JdbcObserver(ConnectionMeter meter) {
    this.meter = meter;
    meter.open(connections::size);
  }

  /** Tells {@code listener} from now on. It must not throw. */
  public void listen(JdbcListener listener) {
    listeners.add(listener);
  }

  /**
   * Returns what the statements of each shape did, those that took the longest first.
   *
   * @param now by the clock by which their ends are told
   */
  public List<StatementSnapshot> statements(long now) {
    return table.snapshot(now);
  }

  /**
   * More classes of connections are watched from now on. Nobody saw whether those that were opened
   * before were closed since: they are forgotten, and learned again when they are used.
   */
  public synchronized void watchesMore() {
    watched++;
    connections.forgetIf(ConnectionNotes::isUntouched);
    listeners.forEach(JdbcListener::watchesMore);
  }

  /** Returns how many connections are open that a driver opened and the observer saw. */
  public int openConnections() {
    return connections.size();
  }

  /**
   * A driver has returned a connection. One that is known already is that of a call further inside.
   *
   * @param nanos how long that took
   */
  public void opened(Connection connection, long nanos) {
    if (connections.peek(connection) == null) {
      connections.get(connection, () -> new ConnectionNotes(connection, true)).ended(watched);
      meter.opened(nanos);
      listeners.forEach(each -> each.opened(connection, nanos));
    }
  }

  /** The application has closed or aborted a connection. */
  public void closed(Connection connection) {
    var known = connections.peek(connection);
    if (known != null && connections.forget(connection)) {
      // Most databases roll back; either way nothing more comes of this transaction.
      endTransaction(known, JdbcListener::rolledBack);
      listeners.forEach(each -> each.closed(connection));
    }
  }

  /** A transaction was committed by a call of JDBC. */
  public void committed(Connection connection) {
    commit(notes(connection));
  }

  private void commit(ConnectionNotes known) {
    boolean seen = known.end();
    // Frameworks switch autocommit on again after they have committed: nothing ran in between.
    boolean empty = !seen && known.hasEnded(watched);
    known.ended(watched);
    if (!empty) {
      tell(known, seen ? JdbcListener::committed : JdbcListener::committedUnseen);
    }
  }

  /** A transaction was rolled back by a call of JDBC, and not to a savepoint only. */
  public void rolledBack(Connection connection) {
    endTransaction(notes(connection), JdbcListener::rolledBack);
  }

  /** Autocommit was switched, which commits what was open when it is switched on. */
  public void autoCommit(Connection connection, boolean on) {
    var known = notes(connection);
    if (on) {
      commit(known);
    }
    known.autoCommit(on);
  }

  /** The schema or catalog of a connection was set by a call of JDBC. */
  public void scoped(Connection connection, @Nullable Object setting) {
    notes(connection).scope(setting == null ? 1 : setting.hashCode());
  }

  /** Something that should have been told could not be. */
  public void lost() {
    listeners.forEach(JdbcListener::lost);
  }

  /**
   * A statement object was made.
   *
   * @param text what it was prepared with; null when it runs any text
   */
  public void created(Connection connection, Statement statement, @Nullable String text) {
    statements.get(
        statement,
        () ->
            new StatementNotes(
                notes(connection), text == null ? SqlStatement.UNKNOWN : texts.get(text)));
  }

  /** A statement object was closed. */
  public void closed(Statement statement) {
    statements.forget(statement);
  }

  /**
   * Something was added to a batch.
   *
   * @param text null for the statement that was prepared
   */
  public void batched(Statement statement, @Nullable String text) {
    if (text != null) {
      notes(statement).batch(texts.get(text));
    }
  }

  /**
   * A statement is about to run.
   *
   * @param text null for what was prepared
   * @param watch what hears of it besides the listeners; null for nothing
   * @return what goes to {@link #end}
   */
  public Object begin(Statement statement, @Nullable String text, @Nullable StatementWatch watch) {
    var known = notes(statement);
    var running = text == null ? known.prepared() : texts.get(text);
    if (running.tables().setsScope()) {
      // What a prepared one sets is in its values, which nobody sees: it is never the same.
      known.connection().scope(text == null ? scopes.incrementAndGet() : text.hashCode());
    }
    return begin(known, List.of(running), statement, text == null ? statement : null, watch);
  }

  /** A batch is about to run; the result goes to {@link #end}. */
  public Object beginBatch(Statement statement, @Nullable StatementWatch watch) {
    var known = notes(statement);
    return begin(known, known.takeBatch(), statement, null, watch);
  }

  private StatementRun begin(
      StatementNotes known,
      List<SqlStatement> running,
      Statement statement,
      @Nullable Statement bound,
      @Nullable StatementWatch watch) {
    var connection = known.connection();
    if (connection.open()) {
      tell(connection, JdbcListener::began);
    }
    for (var each : running) {
      tell(connection, (listener, to) -> listener.running(to, each, bound));
      if (watch != null) {
        watch.running(connection.connection(), each, connection.place());
      }
    }
    return new StatementRun(connection, running, statement.getClass());
  }

  /**
   * What was begun has ended.
   *
   * @param operation what the running auth operation ran so far; null outside of one
   */
  public void end(Object begun, Ending ending, @Nullable OperationStatements operation) {
    if (!(begun instanceof StatementRun run)) {
      return;
    }
    boolean failed = ending.failed();
    record(run, ending, operation);
    for (var statement : run.statements()) {
      tell(run.connection(), (each, to) -> each.ran(to, statement, ending.tookNanos(), failed));
      settle(run.connection(), statement, failed);
    }
    if (!run.connection().outlastsStatement()) {
      endTransaction(run.connection(), failed ? JdbcListener::rolledBack : JdbcListener::committed);
    } else if (run.connection().isOpen()) {
      tell(run.connection(), JdbcListener::goesOn);
    }
  }

  /** Returns whether what was begun writes rows, or may. */
  public static boolean writes(Object begun) {
    return begun instanceof StatementRun run
        && run.statements().stream().anyMatch(each -> each.tables().writes());
  }

  /**
   * Returns the first table that what was begun reads or writes, as its text spells it without
   * quotes; empty when the text does not tell. Takes about a microsecond.
   */
  public static String firstTable(Object begun) {
    if (begun instanceof StatementRun run && !run.statements().isEmpty()) {
      Matcher first = FIRST_TABLE.matcher(run.statements().get(0).shape());
      return first.find() ? first.group(1) : "";
    }
    return "";
  }

  private void record(StatementRun run, Ending ending, @Nullable OperationStatements operation) {
    var figures = table.of(run.statements().get(0));
    figures.ran(ending);
    int times = 0;
    if (operation != null) {
      times = operation.count(figures);
      figures.ranInOperation(times);
    }
    if (figures.drawn(times)) {
      figures.callSite(CallSites.find(run.type()));
    }
  }

  /** Follows transactions that are begun and ended by SQL. */
  private void settle(ConnectionNotes known, SqlStatement statement, boolean failed) {
    if (failed) {
      return;
    }
    switch (statement.verb()) {
      case "BEGIN", "START" -> known.begunBySql();
      case "COMMIT", "END" -> endTransaction(known, JdbcListener::committed);
      case "ROLLBACK", "ABORT" -> {
        if (!statement.shape().toUpperCase(Locale.ROOT).contains(" TO ")) {
          endTransaction(known, JdbcListener::rolledBack);
        }
      }
      default -> {}
    }
  }

  private void endTransaction(ConnectionNotes known, BiConsumer<JdbcListener, Connection> how) {
    if (known.end()) {
      known.ended(watched);
      tell(known, how);
    }
  }

  private void tell(ConnectionNotes known, BiConsumer<JdbcListener, Connection> what) {
    var connection = known.connection();
    if (connection != null) {
      for (var listener : listeners) {
        what.accept(listener, connection);
      }
    }
  }

  /**
   * One that was opened before its driver was watched is asked for its mode, which every driver
   * knows by itself: a transaction that goes on must not be told as committed.
   */
  private ConnectionNotes notes(Connection connection) {
    var known = connections.peek(connection);
    if (known != null) {
      return known.touched();
    }
    boolean autoCommit = autoCommit(connection);
    return connections.get(connection, () -> new ConnectionNotes(connection, autoCommit)).touched();
  }

  private static boolean autoCommit(Connection connection) {
    try {
      return connection.getAutoCommit();
    } catch (Exception closed) {
      return true;
    }
  }

  /** One that was made before its driver was watched is asked whose it is, which is no query. */
  private StatementNotes notes(Statement statement) {
    var known = statements.peek(statement);
    if (known != null) {
      return known;
    }
    var connection = connection(statement);
    return statements.get(statement, () -> new StatementNotes(connection, SqlStatement.UNKNOWN));
  }

  private ConnectionNotes connection(Statement statement) {
    try {
      var connection = statement.getConnection();
      return connection == null ? ConnectionNotes.ofNone() : notes(connection);
    } catch (Exception closed) {
      return ConnectionNotes.ofNone();
    }
  }
}
