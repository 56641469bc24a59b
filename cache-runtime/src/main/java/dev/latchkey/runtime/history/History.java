package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.SpanCodec;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was measured, on the disk where that can be used and in memory otherwise. Thread-safe;
 * whoever measures only ever puts into a bounded queue, so that a disk that hangs holds up nobody.
 *
 * <p>What was told is on the disk ten seconds later, whatever happens to the process.
 */
public final class History implements AutoCloseable {
  private static final int REUSE_AFTER_MILLIS = 120_000;
  private static final int MOST_WAITING = 600;
  private static final long TIDY_EVERY_MILLIS = 60_000;
  private static final int TRY_AGAIN_EVERY = 60;
  private static final int SWEEP_EVERY = 360;
  private static final long PATIENCE_MILLIS = 5_000;
  private static final long WRITE_MILLIS = 2_000;

  private final Shelves shelves;
  private final Supplier<Duration> retain;
  private final Ticker ticker;
  private final Consumer<String> trouble;
  private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = AgentThread.of("history", this::run);

  private volatile @Nullable Shelf shelf;
  private volatile boolean onDisk;
  private volatile boolean closing;
  private volatile boolean losing;
  private final AtomicLong lost = new AtomicLong();

  // Confined to the thread, or to whoever drives a history without one.
  private @Nullable Folding folding;
  private long commits;
  private long tidied;
  private volatile @Nullable String told;

  /** What is done on the thread, in the order in which it was asked for. */
  private interface Task {
    void run(Shelf shelf);
  }

  /**
   * Makes a history that is empty until {@link #start}.
   *
   * @param base path of the application's files, without number and ending
   * @param trouble told in a sentence when the disk cannot be used, once for each cause
   */
  public History(File base, Supplier<Duration> retain, Ticker ticker, Consumer<String> trouble) {
    this(new Shelves(base, REUSE_AFTER_MILLIS), retain, ticker, trouble);
  }

  History(Shelves shelves, Supplier<Duration> retain, Ticker ticker, Consumer<String> trouble) {
    this.shelves = shelves;
    this.retain = retain;
    this.ticker = ticker;
    this.trouble = trouble;
  }

  /** Takes up what was kept before, and begins to keep; not before main began. */
  public void start() {
    open();
    thread.start();
  }

  /** Opens without beginning to keep by itself. */
  void open() {
    folding = new Folding(retain.get());
    tidied = ticker.wallMillis();
    if (!openFile()) {
      shelf = Shelf.open(null, REUSE_AFTER_MILLIS);
    }
    sweep();
  }

  private boolean openFile() {
    try {
      Shelves.Opened opened = shelves.open();
      opened.trouble().ifPresent(this::tell);
      Shelf memory = shelf;
      if (memory != null) {
        opened.shelf().takeUp(memory);
      }
      shelf = opened.shelf();
      onDisk = true;
      return true;
    } catch (IOException | RuntimeException unusable) {
      tell(
          "history is kept in memory alone and ends with the process: "
              + Shelves.plain(unusable)
              + "; make history.dir a folder that can be written to");
      return false;
    }
  }

  private void tell(String what) {
    if (!what.equals(told)) {
      told = what;
      trouble.accept(what);
    }
  }

  /**
   * Takes in one second; drops it when so much waits already that the disk must hang, which is
   * counted and told.
   */
  public void add(long epochSecond, Span span) {
    ask(on -> fold(on, epochSecond, span));
  }

  /** Keeps a small text under a name, over restarts; the last one of a name holds. */
  public void keep(String name, byte[] value) {
    ask(on -> on.keep(name, value));
  }

  /**
   * Keeps a small text likewise, and returns once it is on the disk, so that the end of the process
   * cannot take back what somebody was told; or after two seconds, for a disk that hangs.
   */
  public void keepNow(String name, byte[] value) {
    CountDownLatch done = new CountDownLatch(1);
    boolean asked =
        ask(
            on -> {
              on.keep(name, value);
              on.commit();
              done.countDown();
            });
    try {
      if (asked && thread.isAlive() && !done.await(WRITE_MILLIS, TimeUnit.MILLISECONDS)) {
        tell("the disk did not take what was to be kept within two seconds; it is tried on");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ask(Task task) {
    if (closing) {
      return false;
    }
    boolean taken = waiting.offer(task);
    if (!taken) {
      lost.incrementAndGet();
    }
    if (losing == taken) {
      turn(taken);
    }
    return taken;
  }

  /** Told by whoever measures, because the thread that writes may hang. */
  private void turn(boolean taken) {
    if (!taken) {
      losing = true;
      trouble.accept(
          "history does not come along and leaves out what is measured: the disk that has"
              + " history.dir does not answer; latchkey_history_lost_total counts what is lost");
    } else if (waiting.size() < MOST_WAITING / 2) {
      losing = false;
      trouble.accept("history comes along again; since the start " + lost + " steps were lost");
    }
  }

  /** Returns how much was left out since the start because the disk did not come along. */
  public long lost() {
    return lost.get();
  }

  /** Returns what was kept under a name, once started. */
  public Optional<byte[]> kept(String name) {
    return read(on -> on.kept(name)).flatMap(found -> found);
  }

  /** Tells whether what is kept outlives the process. */
  public boolean isOnDisk() {
    return onDisk;
  }

  /** Returns how long points of a tier are kept. */
  public Duration kept(Tier tier) {
    return tier.kept(retain.get());
  }

  /** Returns the points of a tier that began from {@code from} on and before {@code to}. */
  public List<HistoryPoint> points(Tier tier, long from, long to) {
    return read(on -> on.range(tier, from, to))
        .map(
            found -> {
              List<HistoryPoint> points = new ArrayList<>(found.size());
              found.forEach(
                  (at, bytes) ->
                      SpanCodec.decode(bytes)
                          .ifPresent(span -> points.add(new HistoryPoint(at, span))));
              return points;
            })
        .orElse(List.of());
  }

  /**
   * Returns steps of a length, oldest first; steps in which nothing was measured are left out.
   *
   * @param stepSeconds a multiple of the tier's own step
   */
  public List<HistoryPoint> steps(Tier tier, long from, long to, long stepSeconds) {
    List<HistoryPoint> steps = new ArrayList<>();
    List<Span> parts = new ArrayList<>();
    long begin = Long.MIN_VALUE;
    for (HistoryPoint point : points(tier, from, to)) {
      long at = Math.floorDiv(point.epochSecond(), stepSeconds) * stepSeconds;
      if (at != begin && !parts.isEmpty()) {
        steps.add(new HistoryPoint(begin, Span.sum(parts)));
        parts.clear();
      }
      begin = at;
      parts.add(point.span());
    }
    if (!parts.isEmpty()) {
      steps.add(new HistoryPoint(begin, Span.sum(parts)));
    }
    return steps;
  }

  /** Returns the finest tier that still has what began at {@code from}. */
  public Tier tierFor(long from) {
    long age = TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis()) - from;
    return Tier.FINEST_FIRST.stream()
        .filter(tier -> kept(tier).toSeconds() >= age)
        .findFirst()
        .orElse(Tier.TEN_MINUTES);
  }

  private interface Reading<T> {
    T of(Shelf shelf);
  }

  /** A shelf may be let go of while it is read; what took its place then has nothing older. */
  private <T> Optional<T> read(Reading<T> reading) {
    Shelf from = shelf;
    try {
      return from == null ? Optional.empty() : Optional.of(reading.of(from));
    } catch (MVStoreException gone) {
      return Optional.empty();
    }
  }

  private void run() {
    while (!closing) {
      try {
        Task next = waiting.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          perform(next);
        }
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  /** Does what waits; for those who drive a history without a thread. */
  void drain() {
    for (Task next = waiting.poll(); next != null; next = waiting.poll()) {
      perform(next);
    }
  }

  private void perform(Task task) {
    Shelf on = shelf;
    if (on == null) {
      return;
    }
    try {
      task.run(on);
    } catch (RuntimeException failed) {
      task.run(fallBack(on, failed));
    }
  }

  /**
   * A file that failed is left as it is: what was committed in it can be taken up later.
   *
   * @return keeps in memory from now on, what failed included
   */
  private Shelf fallBack(Shelf failed, RuntimeException why) {
    tell(
        "history goes on in memory, because its file failed: "
            + Shelves.plain(why)
            + "; the disk is tried again every ten minutes");
    try {
      failed.abandon();
    } catch (RuntimeException already) {
      // It is let go of all the same.
    }
    onDisk = false;
    Shelf memory = Shelf.open(null, REUSE_AFTER_MILLIS);
    shelf = memory;
    folding = new Folding(retain.get());
    return memory;
  }

  private void fold(Shelf on, long epochSecond, Span span) {
    Folding current = folding;
    if (current != null && current.add(on, epochSecond, span)) {
      on.commit();
      commits++;
      if (onDisk && ticker.wallMillis() - tidied >= TIDY_EVERY_MILLIS) {
        tidied = ticker.wallMillis();
        on.tidy();
      }
      if (commits % TRY_AGAIN_EVERY == 0 && !onDisk && openFile()) {
        folding = new Folding(retain.get());
        tell("history is written to the disk again");
      }
      if (commits % SWEEP_EVERY == 0) {
        sweep();
      }
    }
  }

  private void sweep() {
    try {
      shelves.sweep(ticker.now(), retain.get());
    } catch (IOException | RuntimeException unreadable) {
      // Told when the folder was opened; files that stay hurt nobody.
    }
  }

  /** Writes what is there and lets go of the file; may be called twice. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    waiting.offer(wake -> {});
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      end();
    }
  }

  private void end() {
    drain();
    Shelf last = shelf;
    Folding current = folding;
    shelf = null;
    if (last != null) {
      try {
        if (current != null) {
          current.write(last);
        }
        last.close();
      } catch (RuntimeException failed) {
        last.abandon();
      }
    }
  }
}
