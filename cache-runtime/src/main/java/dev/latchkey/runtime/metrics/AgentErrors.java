package dev.latchkey.runtime.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts the failures of the agent itself, never those of the application. Thread-safe; logs
 * nothing. Of a failure only its class and the place are kept: its message might quote a token.
 */
public final class AgentErrors {
  /** The site under which failures are counted once there are too many sites. */
  public static final String OTHER_SITES = "(other)";

  /** What {@link #count} returns for a failure that it could not count. */
  public static final long MANY = Long.MAX_VALUE;

  private static final String OWN = "dev.latchkey.";
  private static final int MAX_SITES = 256;

  private final Map<Border, LongAdder> borders = new EnumMap<>(Border.class);
  private final Map<Key, Count> sites = new ConcurrentHashMap<>();
  private volatile Consumer<SiteErrors> firstBackgroundFailure = unused -> {};

  /** Creates counters that are all zero. */
  public AgentErrors() {
    for (Border border : Border.values()) {
      borders.put(border, new LongAdder());
    }
  }

  /** Where a failure of the agent is caught. */
  public enum Border {
    /** While the agent started. */
    START,
    /** Inside a woven call. */
    DISPATCH,
    /** In a task on a thread of the agent. */
    BACKGROUND;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users read it: lower case. */
    public String id() {
      return id;
    }
  }

  /**
   * The failures at one site. Immutable.
   *
   * @param site name of the target or of the background job
   * @param firstFailure class name of the first failure
   * @param place the frame nearest to it that is our code; the first one where none is; empty for a
   *     failure without a stack
   */
  public record SiteErrors(
      Border border, String site, long count, String firstFailure, String place) {}

  private record Key(Border border, String site) {}

  private record Count(LongAdder failures, String firstFailure, String place) {
    static Count of(Throwable failure) {
      List<StackTraceElement> frames = List.of(failure.getStackTrace());
      return new Count(
          new LongAdder(),
          failure.getClass().getName(),
          frames.stream()
              .filter(frame -> frame.getClassName().startsWith(OWN))
              .findFirst()
              .or(() -> frames.stream().findFirst())
              .map(StackTraceElement::toString)
              .orElse(""));
    }

    SiteErrors of(Key key) {
      return new SiteErrors(key.border, key.site, failures.sum(), firstFailure, place);
    }
  }

  /**
   * Counts one failure and returns how many there were at this site, this one included; 1 means
   * that it is worth a line in the log. Never throws: what cannot be counted returns {@link #MANY}.
   *
   * @param site from a fixed set: name of a target or of a job, never content of a call
   */
  public long count(Border border, String site, Throwable failure) {
    try {
      return counted(border, site, failure);
    } catch (Throwable again) {
      // For want of memory, say, as the first one: a border must hold even then.
      return MANY;
    }
  }

  private long counted(Border border, String site, Throwable failure) {
    adder(border).increment();
    var key = new Key(border, site);
    Count known = sites.get(key);
    if (known == null) {
      // Racing threads may pass the limit by as many as they are.
      Key counted = sites.size() < MAX_SITES ? key : new Key(border, OTHER_SITES);
      known = sites.computeIfAbsent(counted, unused -> Count.of(failure));
    }
    known.failures.increment();
    long count = known.failures.sum();
    if (count == 1 && border == Border.BACKGROUND) {
      firstBackgroundFailure.accept(known.of(key));
    }
    return count;
  }

  /**
   * Has {@code listener} told of the first failure at each site of {@link Border#BACKGROUND}: no
   * call of the application is near that could tell it.
   */
  public void onFirstBackgroundFailure(Consumer<SiteErrors> listener) {
    firstBackgroundFailure = listener;
  }

  /** Returns the number of all failures. */
  public long total() {
    return borders.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Returns the number of failures caught at {@code border}. */
  public long total(Border border) {
    return adder(border).sum();
  }

  /** Returns the sites with failures, in no particular order. */
  public List<SiteErrors> sites() {
    return sites.entrySet().stream().map(entry -> entry.getValue().of(entry.getKey())).toList();
  }

  private LongAdder adder(Border border) {
    return Objects.requireNonNull(borders.get(border));
  }
}
