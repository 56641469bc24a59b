package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.config.PoolPhase;
import dev.latchkey.runtime.jdbc.JdbcListener;
import dev.latchkey.runtime.metrics.PoolUse;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.CallSites.CallSite;
import dev.latchkey.runtime.pool.CastCheck.Finding;
import dev.latchkey.runtime.pool.Serving.Place;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.WeakIdentities;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Uses connections again that an application opens and closes for each call: it connects by its own
 * code on its own thread, and what it closes clean is kept for the next. Nothing is opened in
 * advance, and no password is kept. With the engine {@code bounded} so many are open at once and no
 * more: a call waits for another to give back, for a moment, and then connects all the same (safety
 * rules POOL-29 and POOL-32). Begin with {@link #checkout}.
 *
 * <p>Thread-safe. Begins switched off. Switched off it keeps nothing: what is out is closed when it
 * comes back.
 */
public final class Recycler implements ConnectionEngine, JdbcListener, AutoCloseable {
  private static final int MOST_WATCHED = 10_000;
  private static final long CLOSE_MILLIS = 1_000;
  private static final String CASTS =
      "classes of the application name the driver's own classes, as a cast does";
  private static final String GLOBAL_TRANSACTION =
      "the thread is in a transaction of JTA, to which connections may belong";

  private final Eligibility eligibility;
  private final Ticker ticker;
  private final BiConsumer<String, String> findings;
  private final KeyTable table = new KeyTable();
  private final IdleStore store = new IdleStore();
  private final LeaseList leases;
  private final CallSites sites = new CallSites();
  private final WeakIdentities<Sighting> watched = new WeakIdentities<>(MOST_WATCHED);
  private final Closer closer;
  private final Returning returning;
  private final Serving serving;
  private final Admission admission;
  private final Trimming trimming;
  private final ExitHook exit = new ExitHook(this::close);

  private volatile PoolSettings settings;

  /** Made by the first call: before {@code main} no security provider may be asked for anything. */
  private volatile @Nullable Keying keying;

  private volatile CastCheck casts = loader -> Finding.NONE;
  private volatile GlobalTransactions transactions = new GlobalTransactions();
  private volatile boolean on;
  private final ReentrantLock switching = new ReentrantLock();

  /**
   * Keeps nothing yet.
   *
   * @param connector opens a connection where a server was full
   * @param findings gets what an operator should know: a pool's masked address and a sentence
   * @param failures gets what goes wrong in the background
   */
  public Recycler(
      PoolPhase phase,
      OperationTracker operations,
      Connector connector,
      Ticker ticker,
      BiConsumer<String, String> findings,
      Consumer<Throwable> failures) {
    this(
        PoolParts.real(operations, connector, failures),
        new Eligibility(),
        phase,
        ticker,
        findings,
        failures);
  }

  /**
   * Is put together from these parts, for tests.
   *
   * @param findings gets what an operator should know: a pool's masked address and a sentence
   * @param failures gets what goes wrong in the background
   */
  Recycler(
      PoolParts parts,
      Eligibility eligibility,
      PoolPhase phase,
      Ticker ticker,
      BiConsumer<String, String> findings,
      Consumer<Throwable> failures) {
    this.eligibility = eligibility;
    this.ticker = ticker;
    this.findings = findings;
    settings = PoolSettings.of(phase);
    leases = parts.leases();
    closer = new Closer(failures);
    returning = new Returning(store, closer, parts.ownCalls(), () -> settings, ticker, this::found);
    admission = new Admission(table, store, closer, returning, ticker, findings);
    serving = new Serving(store, closer, returning, parts, () -> settings, ticker);
    trimming = new Trimming(table, store, closer, () -> settings, ticker);
  }

  /** Begins the background work. */
  public void start() {
    closer.repeat(this::tick);
  }

  /** Closes what is due; once a second. */
  void tick() {
    trimming.tick();
  }

  /** Tells {@code closed} of every connection that is closed where nobody observes it. */
  public void closings(Consumer<Connection> closed) {
    closer.listener(closed);
  }

  /** Asks {@code check} from now on. */
  public void casts(CastCheck check) {
    casts = check;
  }

  /** Leaves the threads alone from now on that are in one of these. */
  public void transactions(GlobalTransactions others) {
    transactions = others;
  }

  /** Lets {@code use} have connections from now on that would only be closed. */
  public void lastUse(LastUse use) {
    closer.lastUse(use);
  }

  /** Takes other limits from now on. */
  public void settings(PoolPhase phase) {
    settings = PoolSettings.of(phase);
  }

  /**
   * Goes on or off as {@code wanted} says by then: changes that come at the same time may be told
   * in another order than they took effect. Switched on it begins to learn, with nothing known
   * (safety rule C-5); switched off it serves nothing any more and closes what is kept, in the
   * background (rule POOL-38).
   */
  public void follow(BooleanSupplier wanted) {
    switching.lock();
    try {
      if (wanted.getAsBoolean() && !on) {
        table.open();
        exit.add();
        on = true;
      } else if (!wanted.getAsBoolean()) {
        switchOff();
      }
    } finally {
      switching.unlock();
    }
  }

  private void switchOff() {
    on = false;
    table.close().forEach(this::retire);
    admission.clear();
  }

  /** Switches off and waits for what is kept to be closed, for a second at most. */
  @Override
  public void close() {
    exit.remove();
    follow(() -> false);
    closer.end(CLOSE_MILLIS);
  }

  @Override
  public @Nullable Checkout checkout(ConnectRequest request, boolean treated) {
    Class<?> type = on ? StackGuard.callSite(request.caller()) : null;
    if (type == null) {
      return null;
    }
    ConnectUrl url = new ConnectUrl(request.url());
    String refusal = refusal(request, url);
    CallSite site = sites.of(type);
    if (refusal != null || site.isPool()) {
      return refuse(url, refusal == null ? Admission.POOL_ABOVE : refusal);
    }
    KeyPool pool = pool(request, url);
    if (pool == null) {
      return null;
    }
    pool.used(ticker.nanos());
    Learning learning = pool.learning(site);
    if (learning == null) {
      return null;
    }
    Finding finding = casts.of(type.getClassLoader()); // asked at once: it is found while we learn
    if (finding == Finding.CASTS) {
      return refuse(url, CASTS);
    }
    if (finding == Finding.LOOKING || !learning.isDone(ticker.nanos())) {
      return watching(pool, site, url, request, learning);
    }
    Checkout served = treated ? serving.serve(pool) : null;
    return served == null ? connecting(pool, site, url, request, treated) : served;
  }

  private @Nullable String refusal(ConnectRequest request, ConnectUrl url) {
    String obstacle = request.obstacle();
    boolean subjects = !CurrentSubject.isOfContext() || casts.maySeeSubjects();
    String refusal =
        obstacle == null ? eligibility.refusal(url, request.properties(), subjects) : obstacle;
    return refusal == null && transactions.areActive() ? GLOBAL_TRANSACTION : refusal;
  }

  @Override
  public void closed(Connection connection) {
    Sighting sighting = watched.peek(connection);
    if (sighting != null) {
      sighting.closed(ticker.nanos());
    }
  }

  @Override
  public List<PoolSnapshot> pools() {
    List<PoolSnapshot> snapshots = new ArrayList<>();
    long now = ticker.nanos();
    table.all().stream()
        .sorted(Comparator.comparing(pool -> pool.id()))
        .forEach(
            pool ->
                snapshots.add(pool.counters().snapshot(pool, store.read(pool, now), queue(pool))));
    snapshots.addAll(admission.snapshots());
    return snapshots;
  }

  /** Returns the connection of each pool that has been out for longest, by the pool's id. */
  public Map<String, LongHold> longHolds() {
    return LongHolds.of(leases, ticker.nanos());
  }

  /** Returns how many connections all pools hold. */
  public PoolUse use() {
    Collection<KeyPool> pools = table.all();
    if (pools.isEmpty()) {
      return PoolUse.NONE;
    }
    long now = ticker.nanos();
    long active = 0;
    long idle = 0;
    long waiting = 0;
    for (KeyPool pool : pools) {
      Occupancy.Reading reading = store.read(pool, now);
      active += reading.busy();
      idle += reading.idle();
      waiting += store.waiting(pool);
    }
    return new PoolUse(active, idle, waiting, serving.timeouts());
  }

  private PoolSnapshot.Queue queue(KeyPool pool) {
    PoolSettings now = settings;
    return pool.counters().queue(now.engine().id(), now.limit(pool), store.waiting(pool));
  }

  private @Nullable KeyPool pool(ConnectRequest request, ConnectUrl url) {
    Keying keys = keying();
    Fingerprint whole = keys.whole(request);
    KeyPool known = table.get(whole);
    if (known != null) {
      return known;
    }
    PoolKey key = keys.key(whole, url, request.properties());
    Class<?> caller = request.caller();
    ClassLoader loader = caller == null ? null : caller.getClassLoader();
    List<KeyPool> removed = new ArrayList<>(0);
    KeyPool made =
        table.add(
            whole,
            number -> new KeyPool("p" + number, key, url.masked(), loader, ticker.nanos()),
            removed);
    removed.forEach(this::retire);
    return made;
  }

  private Keying keying() {
    Keying known = keying;
    if (known != null) {
      return known;
    }
    switching.lock();
    try {
      Keying made = keying;
      if (made == null) {
        made = new Keying();
        keying = made;
      }
      return made;
    } finally {
      switching.unlock();
    }
  }

  private @Nullable Checkout watching(
      KeyPool pool, CallSite site, ConnectUrl url, ConnectRequest request, Learning learning) {
    if (!admission.isAllowed(pool, site, url)) {
      return null;
    }
    if (learning.closed() > 0) {
      pool.become(
          PoolState.OBSERVING,
          PoolState.LEARNING,
          "fewer than "
              + Learning.PAIRS
              + " connections were given back, some are held for long, or the application's classes"
              + " are still looked through for casts");
    }
    return new Watching(pool, request, learning, ticker.nanos());
  }

  private @Nullable Checkout connecting(
      KeyPool pool, CallSite site, ConnectUrl url, ConnectRequest request, boolean treated) {
    Place place = treated ? serving.await(pool) : Place.NONE;
    Checkout served = place.served();
    if (served != null) {
      return served;
    }
    boolean allowed = false;
    try {
      allowed = admission.isAllowed(pool, site, url);
    } finally {
      if (!allowed) {
        serving.giveUp(pool, place);
      }
    }
    if (!allowed) {
      return null;
    }
    if (!pool.state().serves()) {
      pool.become(PoolState.PROVING, "the reset has yet to be proved on a connection");
    }
    return serving.connecting(pool, request, treated, place, admission::refusedLogin);
  }

  private @Nullable Checkout refuse(ConnectUrl url, String reason) {
    admission.refuse(url, reason);
    return null;
  }

  private void retire(KeyPool pool) {
    closer.close(store.retire(pool, ticker.nanos()));
  }

  private void found(KeyPool pool, String sentence) {
    findings.accept(pool.url(), sentence);
  }

  /** A connection that the application opens and that is only watched. */
  private final class Watching implements Checkout {
    private final KeyPool pool;
    private final ConnectRequest request;
    private final Learning learning;
    private final long begunNanos;

    Watching(KeyPool pool, ConnectRequest request, Learning learning, long begunNanos) {
      this.pool = pool;
      this.request = request;
      this.learning = learning;
      this.begunNanos = begunNanos;
    }

    @Override
    public @Nullable Connection served() {
      return null;
    }

    @Override
    public boolean adopts() {
      return false;
    }

    @Override
    public @Nullable Connection connected(Connection fresh) {
      long now = ticker.nanos();
      pool.counters().opened(now - begunNanos, 0);
      Sighting sighting = learning.opened(now);
      var unused = watched.get(fresh, () -> sighting);
      return null;
    }

    @Override
    public @Nullable Connection failed(Throwable failure) {
      if (!(failure instanceof SQLException refused)) {
        return null;
      }
      if (SqlFailures.isRefusedLogin(refused)) {
        admission.refusedLogin(pool); // with another password, say, which is a key of its own
      }
      return SqlFailures.isFull(refused) ? serving.reconnect(pool, request) : null;
    }
  }
}
