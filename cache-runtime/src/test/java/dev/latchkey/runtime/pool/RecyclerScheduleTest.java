package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.jdbc.SqlTexts;
import dev.latchkey.runtime.pool.dialect.SessionDialect;
import dev.latchkey.runtime.pool.dialect.TransactionState;
import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads check out, taint, lose and return connections of several keys while the phase goes
 * on and off. The connections are made up, so that there can be thousands.
 */
class RecyclerScheduleTest {
  private static final int THREADS = 16;
  private static final int ROUNDS = 3_000;
  private static final int USERS = 4;
  private static final int MOST_IDLE = 6;
  private static final int MOST_ACTIVE = 3;

  private final Set<Physical> opened = ConcurrentHashMap.newKeySet();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Recycler recycler =
      new Recycler(
          new PoolParts(
              RecyclerScheduleTest::handle,
              reader -> {},
              connection -> new NoDialect(),
              new SqlTexts()::get,
              request -> {
                throw new SQLException("no server is full here");
              },
              PooledApp.unobserved()),
          new Eligibility(List.of("jdbc:made-up:")),
          PooledApp.phase(Reset.FULL, MOST_IDLE),
          Ticker.system(),
          (url, finding) -> {},
          failures::add);

  @ParameterizedTest
  @ValueSource(longs = {1, 42, 20_261_126})
  @DisplayName("POOL-12 POOL-11 POOL-38 no connection is in two hands, none over the caps or left")
  void random(long seed) throws Exception {
    run(seed);
    end();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 43})
  @DisplayName("POOL-32 nor with a limit, of which no seat is lost and none is taken twice")
  void bounded(long seed) throws Exception {
    recycler.settings(BoundedTest.bounded(MOST_IDLE, MOST_ACTIVE));
    run(seed);
    assertThat(recycler.pools()).allMatch(pool -> pool.queue().waiting() == 0);
    for (int i = 0; i <= Learning.PAIRS; i++) {
      close(List.of(open("user0", true)));
    }
    long beyond = beyond();
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < MOST_ACTIVE; i++) {
      all.add(open("user0", true));
    }
    assertThat(beyond()).isEqualTo(beyond);
    all.add(open("user0", true));
    assertThat(beyond()).isEqualTo(beyond + 1);
    close(all);
    end();
  }

  private void close(List<Connection> all) throws SQLException {
    for (Connection each : all) {
      each.close();
      recycler.closed(each);
    }
  }

  private long beyond() {
    return recycler.pools().stream().mapToLong(pool -> pool.queue().beyondLimit()).sum();
  }

  private void run(long seed) throws Exception {
    recycler.start();
    recycler.follow(() -> true);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<?>> runs = new CopyOnWriteArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      runs.add(
          threads.submit(
              () -> {
                begin.await();
                for (int round = 0; round < ROUNDS; round++) {
                  act(random);
                }
                return null;
              }));
    }
    begin.countDown();
    for (Future<?> run : runs) {
      run.get();
    }
    threads.shutdown();
    recycler.follow(() -> true);
  }

  private void end() {
    long idle = recycler.pools().stream().mapToLong(PoolSnapshot::idle).sum();
    assertThat(idle).isLessThanOrEqualTo(MOST_IDLE);
    assertThat(recycler.pools()).allMatch(pool -> pool.active() == 0);
    await().untilAsserted(() -> assertThat(open()).isEqualTo(idle));
    recycler.close();
    assertThat(open()).isZero();
    assertThat(failures).isEmpty();
    assertThat(opened).noneMatch(physical -> physical.shared);
  }

  private long open() {
    return opened.stream().filter(physical -> physical.closes.get() == 0).count();
  }

  private void act(Random random) throws SQLException {
    int what = random.nextInt(1_000);
    if (what < 2) {
      recycler.follow(() -> random.nextBoolean());
    } else if (what < 4) {
      recycler.follow(() -> true);
    } else {
      use(random);
    }
    if (what % 50 == 0) {
      // Pools are read one after the other: only each of them is one moment.
      assertThat(recycler.pools()).allMatch(pool -> pool.idle() <= MOST_IDLE);
    }
  }

  private void use(Random random) throws SQLException {
    Connection connection = open("user" + random.nextInt(USERS), random.nextInt(10) > 0);
    Physical physical = ((Held) Proxy.getInvocationHandler(connection)).physical;
    physical.enter();
    if (random.nextInt(100) == 0) {
      Thread.yield();
    }
    Lease lease = ((Held) Proxy.getInvocationHandler(connection)).lease;
    int end = random.nextInt(100);
    if (lease != null && end < 5) {
      lease.taint(Taint.UNWRAPPED);
    } else if (lease != null && end < 7) {
      lease.failed(new SQLException("gone", "08006"));
    }
    physical.leave();
    if (lease != null && end > 97) {
      lease.leaked();
    } else {
      connection.close();
      recycler.closed(connection);
    }
  }

  private Connection open(String user, boolean treated) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", "p");
    Checkout checkout =
        recycler.checkout(
            new ConnectRequest("jdbc:made-up:db", properties, RecyclerScheduleTest.class), treated);
    if (checkout != null && checkout.served() != null) {
      return checkout.served();
    }
    Physical physical = new Physical();
    opened.add(physical);
    Connection fresh = new Held(physical, null).proxy();
    Connection handle = checkout == null ? null : checkout.connected(fresh);
    return handle == null ? fresh : handle;
  }

  private static Connection handle(Lease lease) {
    Held raw = (Held) Proxy.getInvocationHandler(lease.physical());
    return new Held(raw.physical, lease).proxy();
  }

  /** A connection that knows whether two have it. */
  private static final class Physical {
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private volatile boolean shared;

    void enter() {
      shared |= users.incrementAndGet() > 1 || closes.get() > 0;
    }

    void leave() {
      users.decrementAndGet();
    }
  }

  /** The driver's object when it has no lease, and otherwise a handle. */
  private record Held(Physical physical, Lease lease)
      implements java.lang.reflect.InvocationHandler {
    Connection proxy() {
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] arguments)
        throws SQLException {
      return switch (method.getName()) {
        case "close" -> {
          if (lease == null) {
            physical.closes.incrementAndGet();
          } else {
            lease.release();
          }
          yield null;
        }
        case "isClosed" -> physical.closes.get() > 0;
        case "isValid" -> true;
        case "getNetworkTimeout" -> 0;
        case "hashCode" -> System.identityHashCode(self);
        case "equals" -> self == arguments[0];
        default -> null;
      };
    }
  }

  /** Resets nothing and finds nothing. */
  private static final class NoDialect implements SessionDialect {
    @Override
    public String name() {
      return "made up";
    }

    @Override
    public boolean resets() {
      return true;
    }

    @Override
    public java.util.Map<String, Object> attributes(Connection fresh) {
      return java.util.Map.of();
    }

    @Override
    public TransactionState transaction(Connection connection) {
      return TransactionState.NONE;
    }

    @Override
    public void reset(Connection connection, java.util.Map<String, Object> attributes) {}

    @Override
    public void restore(Connection connection, java.util.Map<String, Object> attributes) {}

    @Override
    public boolean settle(Connection idle, boolean ask) {
      return true;
    }

    @Override
    public java.util.Map<String, String> fingerprint(Connection connection) {
      return java.util.Map.of();
    }

    @Override
    public void disturb(Connection connection) {}
  }
}
