package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.BoundValues;
import dev.latchkey.runtime.jdbc.JdbcListener;
import dev.latchkey.runtime.jdbc.SqlRow;
import dev.latchkey.runtime.jdbc.SqlStatement;
import dev.latchkey.runtime.jdbc.SqlTables;
import dev.latchkey.runtime.store.WeakIdentities;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the transactions of the application, and locks what they write until they end (safety
 * rules SES-6 to SES-8). Begins to work when it is {@linkplain #arm armed}. Thread-safe.
 */
final class Transactions implements JdbcListener {
  /** As long as Hibernate's soft locks; longer transactions are seen by their end. */
  private static final Duration LONGEST_LOCK = Duration.ofSeconds(60);

  /** What runs unseen when a driver begins to be watched has ended by then. */
  private static final Duration LONGEST_UNSEEN = Duration.ofMinutes(10);

  private static final int MOST_CONNECTIONS = 20_000;
  private static final int MOST_THREADS = 20_000;

  private final Epochs epochs;
  private final Ticker ticker;
  private final WeakIdentities<Transaction> open = new WeakIdentities<>(MOST_CONNECTIONS);

  /** Those that outlast a statement, by the thread that used them last. */
  private final ConcurrentHashMap<Long, Set<Transaction>> byThread = new ConcurrentHashMap<>();

  private final LongAdder unknownWrites = new LongAdder();
  private volatile BooleanSupplier complete = () -> true;
  private volatile Consumer<Change> others = nobody -> {};
  private volatile long watchedNanos;
  private volatile boolean armed;
  private volatile boolean blind;

  Transactions(Epochs epochs, Ticker ticker) {
    this.epochs = epochs;
    this.ticker = ticker;
    watchedNanos = ticker.nanos();
  }

  /** Asks {@code watched} from now on whether all drivers that are in use are watched. */
  void complete(BooleanSupplier watched) {
    complete = watched;
  }

  /** Tells other processes of every change from now on, once it holds here. */
  void tell(Consumer<Change> told) {
    others = told;
  }

  /** Begins to follow; what began before is taken to have written anything. */
  void arm() {
    armed = true;
  }

  /** Returns whether something is or was missed, so that nobody can say what holds. */
  boolean isBlind() {
    return blind || !complete.getAsBoolean() || byThread.size() > MOST_THREADS;
  }

  /** Returns how often a statement was taken to write anything. */
  long unknownWrites() {
    return unknownWrites.sum();
  }

  /** Returns the transactions that the calling thread has statements in. */
  Collection<Transaction> ofThread() {
    if (byThread.isEmpty()) {
      return List.of();
    }
    Set<Transaction> mine = byThread.get(Thread.currentThread().getId());
    if (mine == null) {
      return List.of();
    }
    mine.forEach(
        each -> {
          if (each.isGone()) {
            unlist(each);
          }
        });
    return mine;
  }

  /** Returns the transaction that is open on a connection, or null when none is known. */
  @Nullable Transaction on(Connection connection) {
    Transaction known = open.peek(connection);
    return known != null && known.isOpen() ? known : null;
  }

  /**
   * Something changes on this thread: now, and again when its transactions end (rule U-6).
   *
   * @param said what it means to other processes
   */
  void changes(Epoch changed, Change said) {
    tellOthers(said);
    changed.change();
    for (Transaction each : ofThread()) {
      each.beginsWrite(epochs.additions());
      each.writes(changed, said, lockedUntil());
    }
  }

  /**
   * Tells other processes of a change, before it counts here: from then on nothing is taken from
   * what they share that may be older.
   */
  void tellOthers(Change said) {
    others.accept(said);
  }

  private long lockedUntil() {
    return ticker.nanos() + LONGEST_LOCK.toNanos();
  }

  private void everythingChanged() {
    tellOthers(Change.EVERYTHING);
    epochs.everything().change();
  }

  @Override
  public void began(Connection connection) {
    if (armed) {
      of(connection).begin(epochs.token(), ticker.nanos());
    }
  }

  private Transaction of(Connection connection) {
    Transaction known = open.peek(connection);
    return known == null ? open.get(connection, () -> new Transaction(connection)) : known;
  }

  @Override
  public void running(Connection connection, SqlStatement statement, @Nullable Statement bound) {
    if (!armed || !statement.tables().writes()) {
      return;
    }
    if (statement.tables().writesAnything()) {
      unknownWrites.increment();
    }
    Transaction transaction = of(connection);
    transaction.beginsWrite(epochs.additions());
    long until = lockedUntil();
    Names value = value(transaction, statement.tables().row(), bound);
    for (Epoch each : epochs.written(statement.tables(), value)) {
      transaction.writes(each, said(each, statement.tables()), until);
    }
  }

  /** Returns by what a statement names its rows; null when nobody knows it, or asks for it. */
  private @Nullable Names value(
      Transaction transaction, @Nullable SqlRow row, @Nullable Statement bound) {
    if (row == null || !epochs.hasRows(row.table()) || transaction.holdsMany()) {
      return null;
    }
    if (row.parameter() == 0) {
      return Names.ofNamed(row.value());
    }
    Object value = bound == null ? null : BoundValues.at(bound, row.parameter());
    return value == null ? null : Names.ofNamed(value);
  }

  /** Of a table that changes with another one, the columns that are set say nothing. */
  private @Nullable Change said(Epoch written, SqlTables statement) {
    long[] columns = statement.assigned();
    return columns != null
            && written.meaning() instanceof Change.Table table
            && epochs.setsAlone(table.name(), statement)
        ? new Change.Table(table.name(), Arrays.stream(columns).boxed().toList())
        : written.meaning();
  }

  @Override
  public void goesOn(Connection connection) {
    Transaction transaction = armed ? open.peek(connection) : null;
    long thread = Thread.currentThread().getId();
    if (transaction != null && transaction.isOpen() && transaction.thread() != thread) {
      unlist(transaction);
      transaction.thread(thread);
      byThread.compute(
          thread,
          (id, others) -> {
            Set<Transaction> mine = others == null ? ConcurrentHashMap.newKeySet(2) : others;
            mine.add(transaction);
            return mine;
          });
    }
  }

  private void unlist(Transaction transaction) {
    long listed = transaction.thread();
    if (listed != 0) {
      transaction.thread(0);
      byThread.computeIfPresent(
          listed,
          (id, mine) -> {
            mine.remove(transaction);
            return mine.isEmpty() ? null : mine;
          });
    }
  }

  @Override
  public void committed(Connection connection) {
    ended(connection);
  }

  @Override
  public void rolledBack(Connection connection) {
    ended(connection);
  }

  /** One that is not known began before anybody looked, or too long ago. */
  private void ended(Connection connection) {
    if (!armed) {
      return;
    }
    Transaction transaction = open.peek(connection);
    if (transaction == null) {
      everythingChanged();
      return;
    }
    boolean begun = transaction.isOpen();
    boolean partly = transaction.wroteBefore(epochs.additions());
    unlist(transaction);
    transaction.end(others);
    if (!begun || partly) {
      everythingChanged();
    }
  }

  @Override
  public void committedUnseen(Connection connection) {
    if (armed && ticker.nanos() - watchedNanos < LONGEST_UNSEEN.toNanos()) {
      everythingChanged();
    }
  }

  @Override
  public void watchesMore() {
    watchedNanos = ticker.nanos();
    everythingChanged();
  }

  @Override
  public void lost() {
    blind = true;
    everythingChanged();
  }
}
