package dev.latchkey.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers and a writer of a few rows in a real database, without a pause. */
class SessionRaceTest {
  private static final int ROWS = 4;
  private static final int READERS = 3;

  /** What is printed takes more of them than a build has time for. */
  private static final int LOOKUPS = Boolean.getBoolean("race.table") ? 6_000 : 600;

  private static final long PAUSE_NANOS = 100_000;

  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final JdbcObserver observer = new JdbcObserver(metrics.connections());
  private final WatchedJdbc jdbc = new WatchedJdbc(observer);
  private final SessionCache cache =
      new SessionCache(4 << 20, new ShadowChecks(0.01, Ticker.system()), Ticker.system());
  private final AtomicLongArray committed = new AtomicLongArray(ROWS);
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong served = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();

  private LookupTarget target = target(Optional.of(new RowKey("id", RowKey.ONLY, false)));

  private LookupTarget target(Optional<RowKey> rows) {
    return cache.target(
        new LookupSettings(
            "users",
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            0,
            List.of(new LookupTable("race_users", List.of(), rows))),
        new PlainCopier(),
        reason -> {});
  }

  /** How readers read. */
  enum Reading {
    AUTOCOMMIT,
    SLOW_LOAD,
    REPEATABLE_READ
  }

  /** How what is kept is given up. */
  enum Protocol {
    /** Ours, with rows that are told apart. */
    SEQUENCE,
    /** Ours, with every write taken for one of any row. */
    SEQUENCE_BY_TABLE,
    /** As caches do that hear of a method or a statement. */
    EVICT_AT_STATEMENT,
    /** As caches do that hear of the transaction. */
    EVICT_AFTER_COMMIT
  }

  private final Map<Integer, Long> plain = new ConcurrentHashMap<>();
  private Protocol protocol = Protocol.SEQUENCE;

  @BeforeEach
  void setUp() throws SQLException {
    observer.listen(cache.listener());
    try (Connection connection = RealPostgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("drop table if exists race_users");
      statement.execute("create table race_users (id int primary key, version bigint not null)");
      statement.execute(
          "insert into race_users select i, 0 from generate_series(0, " + (ROWS - 1) + ") i");
    }
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  @DisplayName("SES-5 SES-6 SES-7 SES-13 U-5 no answer is older than what was committed before")
  void servesNothingStale(Reading reading) throws Exception {
    race(reading);
    assertThat(stale).hasValue(0);
    assertThat(served.get()).as("answers that were served").isGreaterThan(READERS * LOOKUPS / 2);
  }

  /** The same, with protocols that serve what is stale, as a row of a table. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "race.table", matches = "true")
  @CsvSource({
    "SEQUENCE, AUTOCOMMIT",
    "SEQUENCE, SLOW_LOAD",
    "SEQUENCE, REPEATABLE_READ",
    "SEQUENCE_BY_TABLE, AUTOCOMMIT",
    "SEQUENCE_BY_TABLE, SLOW_LOAD",
    "SEQUENCE_BY_TABLE, REPEATABLE_READ",
    "EVICT_AT_STATEMENT, AUTOCOMMIT",
    "EVICT_AT_STATEMENT, SLOW_LOAD",
    "EVICT_AT_STATEMENT, REPEATABLE_READ",
    "EVICT_AFTER_COMMIT, AUTOCOMMIT",
    "EVICT_AFTER_COMMIT, SLOW_LOAD",
    "EVICT_AFTER_COMMIT, REPEATABLE_READ"
  })
  void comparesProtocols(Protocol kept, Reading reading) throws Exception {
    protocol = kept;
    if (kept == Protocol.SEQUENCE_BY_TABLE) {
      target = target(Optional.empty());
    }
    race(reading);
    double lookups = READERS * LOOKUPS / 100.0;
    System.out.printf(
        "| %s | %s | %.1f %% stale | %.1f %% hits |%n",
        kept, reading, stale.get() / lookups, served.get() / lookups);
  }

  private void race(Reading reading) throws Exception {
    var threads = Executors.newFixedThreadPool(READERS + 1);
    try {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> read(reading)));
      }
      Future<?> writer = threads.submit(this::write);
      for (Future<?> each : readers) {
        each.get();
      }
      done.set(true);
      writer.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private @Nullable Void write() throws Exception {
    try (Connection connection = jdbc.watch(RealPostgres.connect())) {
      connection.setAutoCommit(false);
      for (long version = 1; !done.get(); version++) {
        int row = ThreadLocalRandom.current().nextInt(ROWS);
        try (var update =
            connection.prepareStatement("update race_users set version = ? where id = ?")) {
          update.setLong(1, version);
          update.setInt(2, row);
          update.executeUpdate();
        }
        if (protocol == Protocol.EVICT_AT_STATEMENT) {
          plain.remove(row);
        }
        if (version % 8 == 0) {
          connection.rollback();
        } else {
          connection.commit();
          if (protocol == Protocol.EVICT_AFTER_COMMIT) {
            plain.remove(row);
          }
          committed.set(row, version);
        }
        Thread.sleep(4);
      }
    }
    return null;
  }

  private @Nullable Void read(Reading reading) throws Exception {
    try (Connection connection = jdbc.watch(RealPostgres.connect())) {
      boolean inTransactions = reading == Reading.REPEATABLE_READ;
      if (inTransactions) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
      }
      for (int i = 0; i < LOOKUPS; i++) {
        int row = ThreadLocalRandom.current().nextInt(ROWS);
        long before = committed.get(row);
        if (inTransactions && i % 3 == 0) {
          load(connection, (row + 1) % ROWS); // the snapshot is taken now
          Thread.yield();
        }
        if (lookup(connection, row, () -> load(connection, row, reading)) < before) {
          stale.incrementAndGet();
        }
        if (inTransactions) {
          connection.commit();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return null;
  }

  private long lookup(Connection connection, int row, Callable<Long> load) throws Exception {
    if (protocol != Protocol.SEQUENCE && protocol != Protocol.SEQUENCE_BY_TABLE) {
      Long known = plain.get(row);
      if (known != null) {
        served.incrementAndGet();
        return known;
      }
      long read = load.call();
      plain.put(row, read);
      return read;
    }
    Fingerprint key = FingerprintBuilder.of("t").number(row).build();
    Lookup lookup = target.begin(key, () -> Names.ofNamed(row), true, null);
    if (lookup.isServed()) {
      served.incrementAndGet();
      return (Long) target.answer(lookup);
    }
    jdbc.watch.set(lookup.recording());
    long found = load.call();
    jdbc.watch.remove();
    target.loaded(lookup, found, Long.MAX_VALUE, true);
    return found;
  }

  private long load(Connection connection, int row, Reading reading) throws Exception {
    long found = load(connection, row);
    if (reading == Reading.SLOW_LOAD) {
      Thread.sleep(2);
    }
    return found;
  }

  private static long load(Connection connection, int row) throws SQLException {
    try (var query = connection.prepareStatement("select version from race_users where id = ?")) {
      query.setInt(1, row);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
