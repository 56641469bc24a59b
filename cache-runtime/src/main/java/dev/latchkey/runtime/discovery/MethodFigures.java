package dev.latchkey.runtime.discovery;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one method of the application did while it was watched. Times are nanoseconds, with all that
 * ran inside. Thread-safe.
 */
public final class MethodFigures {
  private static final int MOST_ANSWERS = 1_024;
  private static final int MOST_TABLES = 4;
  private static final int NONE = -1;

  private final MethodId method;
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder total = new LongAdder();
  private final LongAdder outermost = new LongAdder();
  private final LongAdder waited = new LongAdder();
  private final Map<Choke, LongAdder> chokeNanos = new EnumMap<>(Choke.class);
  private final Map<Choke, LongAdder> chokeCalls = new EnumMap<>(Choke.class);
  private final Map<AddressShape, LongAdder> fetches = new EnumMap<>(AddressShape.class);
  private final Map<MethodFigures, LongAdder> inside = new ConcurrentHashMap<>();
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder repeats = new LongAdder();
  private final LongAdder differences = new LongAdder();
  private final Set<String> readTables = ConcurrentHashMap.newKeySet();
  private final Set<String> writtenTables = ConcurrentHashMap.newKeySet();
  private final Map<Long, Long> answers = new ConcurrentHashMap<>();
  private final AtomicLong tokenArgument = new AtomicLong(NONE);
  private volatile boolean takesSql;

  /** Begins with nothing. */
  public MethodFigures(MethodId method) {
    this.method = method;
    for (Choke each : Choke.values()) {
      chokeNanos.put(each, new LongAdder());
      chokeCalls.put(each, new LongAdder());
    }
    for (AddressShape each : AddressShape.values()) {
      fetches.put(each, new LongAdder());
    }
  }

  /** Returns whose figures these are. */
  public MethodId method() {
    return method;
  }

  /** A call has ended. */
  void ended(long nanos, boolean failed, boolean isOutermost) {
    calls.increment();
    total.add(nanos);
    if (failed) {
      failures.increment();
    }
    if (isOutermost) {
      outermost.add(nanos);
    }
  }

  /** A call of {@code nested} has ended inside a call of this one. */
  void contained(MethodFigures nested, long nanos) {
    inside.computeIfAbsent(nested, unused -> new LongAdder()).add(nanos);
  }

  /** A choke point was passed inside. */
  void passed(Choke choke, long nanos, long times) {
    adder(chokeNanos, choke).add(nanos);
    adder(chokeCalls, choke).add(times);
  }

  void fetched(AddressShape shape) {
    adder(fetches, shape).increment();
  }

  /** A statement ran inside. */
  void stated(boolean writing, String table) {
    (writing ? writes : reads).increment();
    Set<String> tables = writing ? writtenTables : readTables;
    if (!table.isEmpty() && tables.size() < MOST_TABLES) {
      tables.add(table);
    }
  }

  /**
   * A call waited behind another thread.
   *
   * @param before whether its own time does not run yet, because the lock comes before its body
   */
  void waited(long nanos, boolean before) {
    waited.add(nanos);
    if (before) {
      total.add(nanos);
    }
  }

  /** Notes that an argument was a token; the last one counts. */
  public void tokenArgument(int index) {
    tokenArgument.set(index);
  }

  /** Notes that an argument was a statement's text. */
  public void takesText() {
    takesSql = true;
  }

  /**
   * Compares with what equal arguments gave before.
   *
   * @param arguments a fingerprint of all arguments
   * @param result a fingerprint of the result
   */
  public void answered(long arguments, long result) {
    if (answers.size() < MOST_ANSWERS || answers.containsKey(arguments)) {
      Long before = answers.put(arguments, result);
      if (before != null) {
        repeats.increment();
        if (before != result) {
          differences.increment();
        }
      }
    }
  }

  long calls() {
    return calls.sum();
  }

  long failures() {
    return failures.sum();
  }

  long total() {
    return total.sum();
  }

  long outermost() {
    return outermost.sum();
  }

  long waited() {
    return waited.sum();
  }

  long nanos(Choke choke) {
    return adder(chokeNanos, choke).sum();
  }

  long times(Choke choke) {
    return adder(chokeCalls, choke).sum();
  }

  long fetches(AddressShape shape) {
    return adder(fetches, shape).sum();
  }

  long keyFetches() {
    return fetches(AddressShape.KEY_SET) + fetches(AddressShape.DISCOVERY);
  }

  long reads() {
    return reads.sum();
  }

  long writes() {
    return writes.sum();
  }

  long repeats() {
    return repeats.sum();
  }

  long differences() {
    return differences.sum();
  }

  Set<String> readTables() {
    return new TreeSet<>(readTables);
  }

  Set<String> writtenTables() {
    return new TreeSet<>(writtenTables);
  }

  /** Returns which argument was a token, -1 for none. */
  int tokenArgument() {
    return tokenArgument.intValue();
  }

  boolean takesSql() {
    return takesSql;
  }

  /** Returns how long calls directly inside took. */
  Map<MethodFigures, Long> inside() {
    Map<MethodFigures, Long> nanos = new HashMap<>();
    inside.forEach((each, adder) -> nanos.put(each, adder.sum()));
    return nanos;
  }

  private static <K extends Enum<K>> LongAdder adder(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    if (adder == null) {
      throw new IllegalStateException("no figure for " + key);
    }
    return adder;
  }
}
