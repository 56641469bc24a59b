package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.jdbc.DriverFile;
import dev.latchkey.runtime.pool.CallSites.CallSite;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one key. Thread-safe, but for {@link #idle}, {@link #occupancy} and {@link
 * #seats}, which the idle store guards.
 *
 * <pre>
 * OBSERVING -> LEARNING        a connection was given back         any thread
 * LEARNING -> PROVING          a call site gives back all it takes the thread that connects
 * PROVING -> REUSING           the self-test went well             the thread that returns
 * PROVING -> UNTOUCHED_ONLY    it did not, or there is no reset    the same, or one that connects
 * REUSING -> UNTOUCHED_ONLY    a later check went wrong            the thread that returns
 * any -> REFUSED               a rule forbids it                   any thread; it ends there
 * </pre>
 */
final class KeyPool {
  private static final int MOST_SITES = 64;

  private final String id;
  private final PoolKey key;
  private final String url;
  private final @Nullable WeakReference<ClassLoader> loader;
  private final Map<CallSite, Learning> sites = new ConcurrentHashMap<>();
  private final PoolCounters counters = new PoolCounters();
  private final Utilization utilization = new Utilization();
  private final HighWater highWater = new HighWater();
  private final PoolTrace trace = new PoolTrace();
  private final Rechecks rechecks = new Rechecks();
  private final AtomicBoolean proving = new AtomicBoolean();
  private final AtomicInteger generation = new AtomicInteger();

  private final Deque<Kept> idle = new ArrayDeque<>();
  private final Occupancy occupancy;
  private final Seats seats = new Seats();

  private volatile Stage stage = new Stage(PoolState.OBSERVING, "no connection was given back yet");
  private volatile String database = "";
  private volatile boolean retired;
  private final AtomicInteger departures = new AtomicInteger();
  private volatile long usedNanos;
  private volatile boolean driverKnown;
  private volatile @Nullable DriverFile driver;

  /** Where the pool stands, and why it does no more. */
  private record Stage(PoolState state, String reason) {}

  KeyPool(String id, PoolKey key, String url, @Nullable ClassLoader loader, long now) {
    this.id = id;
    this.key = key;
    this.url = url;
    this.loader = loader == null ? null : new WeakReference<>(loader);
    occupancy = new Occupancy(now);
    usedNanos = now;
  }

  String id() {
    return id;
  }

  PoolKey key() {
    return key;
  }

  String url() {
    return url;
  }

  PoolCounters counters() {
    return counters;
  }

  Utilization utilization() {
    return utilization;
  }

  HighWater highWater() {
    return highWater;
  }

  PoolTrace trace() {
    return trace;
  }

  Rechecks rechecks() {
    return rechecks;
  }

  Deque<Kept> idle() {
    return idle;
  }

  Occupancy occupancy() {
    return occupancy;
  }

  Seats seats() {
    return seats;
  }

  PoolState state() {
    return stage.state;
  }

  String reason() {
    return stage.reason;
  }

  /** Moves on; a refused pool stays refused. Returns whether anything changed. */
  synchronized boolean become(PoolState state, String reason) {
    Stage before = stage;
    if (before.state == PoolState.REFUSED || before.state == state) {
      return false;
    }
    stage = new Stage(state, reason);
    return true;
  }

  /** Moves on from one state only. */
  synchronized boolean become(PoolState from, PoolState state, String reason) {
    return stage.state == from && become(state, reason);
  }

  /** Returns what is learned of a call site, or null when there are too many. */
  @Nullable Learning learning(CallSite site) {
    Learning known = sites.get(site);
    return known != null || sites.size() >= MOST_SITES
        ? known
        : sites.computeIfAbsent(site, unused -> new Learning());
  }

  /** Takes the right to prove the reset; returns whether nobody else has it. */
  boolean beginProof() {
    return proving.compareAndSet(false, true);
  }

  /** Lets the next one prove. */
  void endProof() {
    proving.set(false);
  }

  String database() {
    return database;
  }

  void database(String name) {
    database = name;
  }

  /** Returns whether nothing may be kept here any more. */
  boolean isRetired() {
    return retired;
  }

  /** Called with the idle store's lock held. */
  void retire() {
    retired = true;
  }

  /** Trusts no connection that is open by now: what one of them met, the others will meet. */
  void distrust() {
    generation.incrementAndGet();
  }

  /** Counts a busy connection that is not kept. Called with the idle store's lock held. */
  void wentAway() {
    departures.incrementAndGet();
  }

  /** Returns how many busy connections were not kept, wherever it is called. */
  int departures() {
    return departures.get();
  }

  /** Returns the generation of connections that are opened now; earlier ones are not trusted. */
  int generation() {
    return generation.get();
  }

  long usedNanos() {
    return usedNanos;
  }

  void used(long now) {
    usedNanos = now;
  }

  /** Notes the driver's own class of connections, of the first that may be kept. */
  void driver(Class<?> type) {
    if (!driverKnown) {
      driverKnown = true; // two threads may both look, which does no harm
      driver = DriverFile.of(type);
    }
  }

  /** Returns whether the application's class loader that asked is gone: safety rule POOL-40. */
  boolean isAbandoned() {
    return loader != null && loader.get() == null;
  }

  /** Returns whether the driver's class loader was closed. Asks that class loader. */
  boolean isUndeployed() {
    DriverFile file = driver;
    return file != null && file.isGone();
  }
}
