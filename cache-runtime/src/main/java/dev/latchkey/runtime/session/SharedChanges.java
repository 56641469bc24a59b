package dev.latchkey.runtime.session;

import dev.latchkey.runtime.session.Change.Subject;
import dev.latchkey.runtime.session.Change.Table;
import dev.latchkey.runtime.session.Change.Users;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the user lookups of several processes tell each other. While nobody can be heard, what is
 * kept is of unknown age (safety rule SES-15). Thread-safe.
 */
public final class SharedChanges {
  /** How old an answer may become that is read while nobody is heard. */
  static final Duration LONGEST_UNHEARD = Duration.ofSeconds(60);

  private final SessionCache cache;
  private volatile boolean heard = true;

  SharedChanges(SessionCache cache) {
    this.cache = cache;
  }

  /**
   * Tells of every change from now on, once it holds here; until others are {@linkplain #regained
   * heard}, answers live for a minute at most.
   *
   * @param others called on the application's threads; must be quick and throw nothing
   */
  public void tell(Consumer<Change> others) {
    heard = false;
    cache.transactions().tell(others);
    cache.transactions().arm();
  }

  /**
   * Returns whether this process may miss writes of its own, so that others do not hear of them.
   */
  public boolean missesWrites() {
    return cache.transactions().isBlind();
  }

  /** Others are not heard from now on. */
  public void lost() {
    // First: what is kept after the drop is limited already.
    heard = false;
    dropAll();
  }

  /** Others are heard again: what they changed meanwhile is not known. */
  public void regained() {
    dropAll();
    heard = true;
  }

  /** Takes in what another process has changed. */
  public void take(Change change) {
    if (change instanceof Table table) {
      cache.epochs().changeTable(table.name(), assigned(table));
    } else if (change instanceof Users users) {
      cache.changedElsewhere(users);
    } else if (change instanceof Subject subject) {
      cache.drop(subject.name());
    } else {
      dropAll();
    }
  }

  private static long @Nullable [] assigned(Table table) {
    return table.columns().isEmpty()
        ? null
        : table.columns().stream().mapToLong(Long::longValue).toArray();
  }

  /** Returns whether others are heard, so that what they share can be trusted. */
  boolean isHeard() {
    return heard;
  }

  private void dropAll() {
    cache.epochs().everything().change();
    cache.clear();
  }

  /** Returns when an answer ends that was read at {@code readNanos} and would end otherwise. */
  long end(long readNanos, long deadlineNanos) {
    long longest = readNanos + LONGEST_UNHEARD.toNanos();
    return heard || deadlineNanos - longest <= 0 ? deadlineNanos : longest;
  }
}
