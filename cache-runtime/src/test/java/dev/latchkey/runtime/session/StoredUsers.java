package dev.latchkey.runtime.session;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Users in a real PostgreSQL, and the lookups of one runtime that find them. */
public final class StoredUsers implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final WatchedJdbc jdbc;
  private final Connection connection;
  private final LookupTarget target;
  private final String table;
  private int runs;

  /** Looks up in {@code table}; writes of others count only when {@code declared} is false. */
  public StoredUsers(LatchkeyRuntime runtime, String table, boolean declared) throws SQLException {
    this.table = table;
    List<LookupTable> named = List.of(new LookupTable(table, List.of()));
    jdbc = new WatchedJdbc(runtime.jdbc());
    connection = jdbc.watch(RealPostgres.connect());
    target =
        runtime
            .sessions()
            .target(
                new LookupSettings(table, MINUTE, MINUTE, 0, declared ? named : List.of()),
                new PlainCopier(),
                reason -> {});
  }

  /** Makes a table of two users, and returns its name. */
  public static String table(String name) throws SQLException {
    try (Connection connection = RealPostgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists " + name);
      statement.execute("create table " + name + " (login text, mail text)");
      statement.execute("insert into " + name + " values ('alice', 'a@x'), ('bob', 'b@x')");
    }
    return name;
  }

  /** Returns the mail that a lookup finds. */
  public Object mail(String login) {
    Fingerprint key = FingerprintBuilder.of(table).text(login).build();
    Lookup lookup = target.begin(key, () -> Names.ofNamed(login), () -> bytes(login), true, null);
    if (lookup.isServed()) {
      return target.answer(lookup);
    }
    jdbc.watch.set(lookup.recording());
    try {
      Object found = read(login);
      target.loaded(lookup, found, Long.MAX_VALUE, true);
      return found;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    } finally {
      jdbc.watch.remove();
    }
  }

  private static byte[] bytes(String login) {
    return login.getBytes(StandardCharsets.UTF_8);
  }

  private String read(String login) throws SQLException {
    runs++;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select mail from " + table + " where login = '" + login + "'")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Returns whether a lookup is answered from memory. */
  public boolean serves(String login) {
    int before = runs;
    mail(login);
    return runs == before;
  }

  /** Looks up until it is answered from memory. */
  public StoredUsers keep(String login) {
    while (!serves(login)) {
      Thread.onSpinWait();
    }
    return this;
  }

  /** Changes a mail, in a transaction of its own. */
  public void change(String login, String mail) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "update " + table + " set mail = '" + mail + "' where login = '" + login + "'");
    }
  }

  /** Returns how many answers came from what several processes keep. */
  public long sharedHits() {
    return target.figures().sharedHits();
  }

  /** Returns how its lookups are kept. */
  public TargetFigures figures() {
    return target.figures();
  }

  /** Returns whether answers are kept for other processes, or why not. */
  public String shared() {
    return target.figures().shared();
  }

  /** Something tells the objects that look up apart. */
  public void refuseSharing(String reason) {
    target.refuseSharing(reason);
  }

  /** A method of {@code invalidated-by} runs. */
  public void touched(String login) {
    target.invalidate(Names.of(login));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
