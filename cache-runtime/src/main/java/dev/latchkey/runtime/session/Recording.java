package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlStatement;
import dev.latchkey.runtime.jdbc.StatementWatch;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one lookup reads while it runs (safety rule SES-12), and how old what it reads may be.
 * Confined to the thread of the lookup.
 */
public final class Recording implements StatementWatch {
  private static final int MOST_NAMES = 2_000;
  static final String PLACES =
      "its connections differ in their database or in what was set on them, such as a schema";

  private final Transactions transactions;
  private final Replicas replicas;
  private final @Nullable Recording outer;
  private final boolean check;
  private final List<SkippedWrite> skipped;
  private final Set<Long> names = new HashSet<>();
  private final Set<Epoch> inherited = new HashSet<>();
  private long token;
  private long readNanos;
  private long place;
  private long lagNanos;
  private String database = "";
  private boolean sql;
  private boolean older;
  private boolean spoiled;

  /** How long what it is made of may be believed; the time of the reading bounds it as well. */
  private @Nullable Long endNanos;

  private String objection = "";

  /**
   * @param check whether nothing inside is served, because what was kept is compared with the
   *     application's own answer
   * @param skipped writes that need not happen again when the answer is served
   */
  Recording(
      Transactions transactions,
      Replicas replicas,
      @Nullable Recording outer,
      boolean check,
      long token,
      long readNanos,
      List<SkippedWrite> skipped) {
    this.transactions = transactions;
    this.replicas = replicas;
    this.skipped = skipped;
    this.outer = outer;
    this.check = check;
    this.token = token;
    this.readNanos = readNanos;
  }

  @Override
  public void running(@Nullable Connection connection, SqlStatement statement, long ofConnection) {
    for (SkippedWrite each : skipped) {
      if (each.covers(statement.tables())) {
        return;
      }
    }
    Transaction transaction = connection == null ? null : transactions.on(connection);
    if (connection != null) {
      lagNanos = Math.max(lagNanos, replicas.lagNanos(connection));
    }
    readFrom(connection == null ? "" : Replicas.address(connection));
    if (transaction == null || transaction.wrote()) {
      // Nobody knows what its transaction sees, or it sees what nobody else may.
      goesBackTo(0, readNanos);
    } else {
      goesBackTo(transaction.token(), transaction.beganNanos());
    }
    var tables = statement.tables();
    if (tables.writes()) {
      object("it writes, or runs what may");
    } else if (tables.locks()) {
      object("it locks the rows that it reads");
    } else if (tables.setsScope() || (sql && place != ofConnection)) {
      object(PLACES);
    }
    sql = true;
    place = ofConnection;
    if (names.size() > MOST_NAMES) {
      object("it runs too many different statements");
      return;
    }
    for (long name : tables.mentioned()) {
      names.add(name);
    }
  }

  /** An answer was given inside that was read earlier (safety rule SES-32). */
  void includes(Entry entry) {
    goesBackTo(entry.token, entry.readNanos);
    endsBy(entry.endNanos);
    inherited.addAll(List.of(entry.epochs));
  }

  /** Takes in what a lookup inside this one did. */
  void includes(Recording inner) {
    goesBackTo(inner.token, inner.readNanos);
    older |= inner.older;
    spoiled |= inner.spoiled;
    lagNanos = Math.max(lagNanos, inner.lagNanos);
    if (inner.endNanos != null) {
      endsBy(inner.endNanos);
    }
    if (inner.sql) {
      readFrom(inner.database);
    }
    if (sql && inner.sql && place != inner.place) {
      object(PLACES);
    }
    place = inner.sql ? inner.place : place;
    sql |= inner.sql;
    names.addAll(inner.names);
    inherited.addAll(inner.inherited);
    if (!inner.objection.isEmpty()) {
      object(inner.objection);
    }
  }

  /** The answer depends on this too. */
  void includes(Epoch epoch) {
    inherited.add(epoch);
  }

  /** What it is made of is to be believed until then (safety rule C-4). */
  public void endsBy(long nanos) {
    endNanos = endNanos == null || nanos - endNanos < 0 ? Long.valueOf(nanos) : endNanos;
  }

  /** Nobody can tell what this run of it depends on: it is not kept, and later ones may be. */
  public void spoil() {
    spoiled = true;
  }

  boolean isSpoiled() {
    return spoiled;
  }

  /** Returns the earlier of an end and of those of all that it is made of. */
  long end(long nanos) {
    return endNanos != null && endNanos - nanos < 0 ? endNanos : nanos;
  }

  private void readFrom(String address) {
    database = !sql || database.equals(address) ? address : "";
  }

  private void goesBackTo(long seen, long atNanos) {
    older |= seen < token;
    token = Math.min(token, seen);
    readNanos = atNanos - readNanos < 0 ? atNanos : readNanos;
  }

  private void object(String reason) {
    objection = objection.isEmpty() ? reason : objection;
  }

  /** Returns the lookup that this one runs in; null for none. */
  public @Nullable Recording outer() {
    return outer;
  }

  /** Returns whether nothing may be served inside: it would be compared with itself. */
  boolean isCheck() {
    return check;
  }

  Set<Long> names() {
    return names;
  }

  /** Returns what answers given inside depend on. */
  Set<Epoch> inherited() {
    return inherited;
  }

  long token() {
    return token;
  }

  long readNanos() {
    return readNanos;
  }

  long place() {
    return place;
  }

  /** Returns the database that it reads; empty when that is not one, or not known. */
  String database() {
    return database;
  }

  /** Returns how far behind the changes what was read may be. */
  long lagNanos() {
    return lagNanos;
  }

  boolean sql() {
    return sql;
  }

  /** Returns whether something was read in a transaction that is older than the lookup. */
  boolean isOlder() {
    return older;
  }

  /** Returns why such lookups cannot be kept; empty when nothing speaks against it. */
  String objection() {
    return objection;
  }
}
