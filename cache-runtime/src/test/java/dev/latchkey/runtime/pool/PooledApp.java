package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.config.PoolPhase.Limits;
import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.jdbc.SqlTexts;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.dialect.Dialects;
import dev.latchkey.runtime.pool.dialect.SessionDialect;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An application that opens a connection to a real H2 for each call, woven by hand: what the agent
 * does around {@code DriverManager} is done here, and closes are observed. Thread-safe.
 */
final class PooledApp implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  final ManualTicker ticker = new ManualTicker();
  final MarkedDialect dialect = new MarkedDialect();
  final List<String> findings = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final List<Connection> physical = new CopyOnWriteArrayList<>();
  final Recycler recycler;
  final String url;
  private final String user;
  private final String password;

  volatile boolean treated = true;
  volatile Connector connector = DriverManager::getConnection;
  volatile Class<?> caller = PooledApp.class;

  /** Opens a connection as the application's own code does. */
  interface Connector {
    Connection connect(String url, Properties properties) throws SQLException;
  }

  PooledApp() throws SQLException {
    this(Reset.FULL);
  }

  /** An application on an H2 of its own. */
  PooledApp(Reset reset) throws SQLException {
    url = "jdbc:h2:mem:pool" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    user = "sa";
    password = "secret";
    recycler = recycler(reset, fresh -> dialect, new Eligibility(List.of("jdbc:h2:")));
    DriverManager.getConnection(url, user, password).close();
  }

  /** An application on any database, as it is pooled for users. */
  PooledApp(Reset reset, String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
    recycler = recycler(reset, new Dialects()::of, new Eligibility());
  }

  private Duration connecting = Duration.ZERO;

  private Recycler recycler(
      Reset reset, Function<Connection, SessionDialect> dialects, Eligibility eligibility) {
    Handles handles = new Handles(failure -> {});
    Recycler made =
        new Recycler(
            new PoolParts(
                handles::connection,
                handles::leases,
                dialects,
                new SqlTexts()::get,
                request -> opened(request.url(), request.properties()),
                unobserved()),
            eligibility,
            phase(reset, 64),
            ticker,
            (address, finding) -> findings.add(address + ": " + finding),
            failures::add);
    made.follow(() -> true);
    return made;
  }

  /** There is no observer here that could hear of anything. */
  static OwnCalls unobserved() {
    return new OwnCalls(new OperationTracker((operation, elapsed, failed) -> {}, Ticker.system()));
  }

  static PoolPhase phase(Reset reset, int maxIdle) {
    return new PoolPhase(
        true,
        100,
        PoolPhase.Engine.RECYCLER,
        reset,
        new Limits(maxIdle, Limits.LEARNED, Duration.ofMinutes(10)));
  }

  Connection open() throws SQLException {
    return open(user, password);
  }

  Connection open(String user, String password) throws SQLException {
    return open(url, user, password);
  }

  Connection open(String address, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    Checkout checkout = recycler.checkout(new ConnectRequest(address, properties, caller), treated);
    if (checkout != null && checkout.served() != null) {
      return checkout.served();
    }
    Connection fresh;
    try {
      fresh = opened(address, properties);
    } catch (SQLException refused) {
      Connection instead = checkout == null ? null : checkout.failed(refused);
      if (instead == null) {
        throw refused;
      }
      return instead;
    }
    Connection handle = checkout == null ? null : checkout.connected(fresh);
    return handle == null ? fresh : handle;
  }

  /** Lets every connection take so long to open from now on. */
  void connectTakes(Duration time) {
    connecting = time;
  }

  private Connection opened(String address, Properties properties) throws SQLException {
    if (!connecting.isZero()) {
      ticker.advance(connecting);
    }
    Connection fresh = connector.connect(address, properties);
    physical.add(fresh);
    return fresh;
  }

  /** Closes a connection, which the observer sees. */
  void close(Connection connection) throws SQLException {
    connection.close();
    recycler.closed(connection);
  }

  /** Opens and closes until the pool may begin. */
  void learn() throws SQLException {
    for (int i = 0; i < Learning.PAIRS; i++) {
      close(open());
    }
  }

  /** Opens and closes until connections are used again. */
  void learnAndProve() throws SQLException {
    learn();
    close(open());
  }

  /** Returns the only pool. */
  PoolSnapshot pool() {
    return recycler.pools().get(0);
  }

  int opened() {
    return physical.size();
  }

  long openNow() {
    return physical.stream().filter(each -> !isClosed(each)).count();
  }

  static boolean isHandle(Connection connection) {
    return Proxy.isProxyClass(connection.getClass());
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    recycler.close();
  }
}
