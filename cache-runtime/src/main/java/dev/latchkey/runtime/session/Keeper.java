package dev.latchkey.runtime.session;

import dev.latchkey.runtime.session.Lookup.Load;
import dev.latchkey.runtime.session.ValueCopier.NotKeptException;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.store.Condition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides which answers of one target are kept, compares them with what was kept before, and
 * switches the target off when it must be. Thread-safe.
 */
final class Keeper {
  private final SessionCache cache;
  private final LookupSettings settings;
  private final Dependencies dependencies;
  private final Trial trial;
  private final ValueCopier copier;
  private final Sharing sharing;
  private final LookupCounters counters;
  private final HitAges ages;
  private final LookupNotes notes;
  private volatile Duration life;
  private volatile String objection = "";
  private volatile String notKept = "";

  /**
   * @param notes told why nothing, or not everything, is served
   */
  Keeper(
      SessionCache cache,
      LookupSettings settings,
      Dependencies dependencies,
      Trial trial,
      ValueCopier copier,
      Sharing sharing,
      LookupCounters counters,
      HitAges ages,
      LookupNotes notes) {
    this.cache = cache;
    this.settings = settings;
    this.dependencies = dependencies;
    this.trial = trial;
    this.copier = copier;
    this.sharing = sharing;
    this.counters = counters;
    this.ages = ages;
    this.notes = notes;
    life = settings.ttl();
  }

  Duration life() {
    return life;
  }

  void life(Duration longest) {
    life = longest.compareTo(settings.ttl()) < 0 ? longest : settings.ttl();
  }

  /** Returns why nothing is kept any more; empty while something is. */
  String objection() {
    return objection;
  }

  /** Returns why the last answer was not kept; empty where it was, or could have been. */
  String notKept() {
    return notKept;
  }

  void refuse(String reason) {
    if (objection.isEmpty()) {
      objection = reason;
      dependencies.own().change();
      notes.told("timed only: " + reason);
    }
  }

  /** Returns whether such lookups can be kept at all. */
  boolean accepts(Recording recording) {
    String reason = recording.objection();
    if (reason.isEmpty()) {
      reason = dependencies.learn(recording);
    }
    if (!reason.isEmpty()) {
      refuse(reason);
    }
    return reason.isEmpty() && !recording.isSpoiled();
  }

  boolean contradicted(Load load) {
    Entry expected = load.candidate();
    if (expected == null || expected.isLocked(cache.ticker().nanos()) || !expected.isCurrent()) {
      return false;
    }
    counters.mismatches.increment();
    cache.forget(load.key());
    dependencies.own().change();
    trial.again();
    return true;
  }

  /**
   * Takes in what a lookup found.
   *
   * @param found a {@link Nothing} for nothing, null for what is not kept
   * @param endMillis when it ends by the wall clock; {@link Long#MAX_VALUE} for never
   * @param condition what it depends on besides what was read; null for nothing
   * @return what is kept of it; null for nothing
   */
  @Nullable Entry take(
      Load load, @Nullable Object found, long endMillis, @Nullable Condition condition) {
    if (found instanceof Nothing nothing) {
      return takeNothing(load, nothing, condition);
    }
    Object value;
    try {
      value = found == null ? null : copied(found);
    } catch (NotKeptException refused) {
      counters.notKept.increment();
      cache.forget(load.key());
      notKept = "not kept: " + refused.reason();
      notes.told(notKept);
      return null;
    }
    notKept = "";
    compare(load, value);
    return value == null ? null : keep(load, value, ttlNanos(), endMillis, condition);
  }

  private Object copied(Object found) throws NotKeptException {
    long begun = cache.ticker().nanos();
    Object value = copier.keep(found);
    counters.copying.record(cache.ticker().nanos() - begun);
    return value;
  }

  /** Kept for a few seconds, where the operator asks for it (safety rules U-11 and SES-22). */
  private @Nullable Entry takeNothing(Load load, Nothing nothing, @Nullable Condition condition) {
    notKept = "";
    compare(load, nothing);
    long negativeNanos = settings.negativeTtl().toNanos();
    return negativeNanos == 0
        ? null
        : keep(load, nothing, Math.min(negativeNanos, ttlNanos()), Long.MAX_VALUE, condition);
  }

  /** Only what the lookup would have been served at its end too can be told from its answer. */
  private void compare(Load load, @Nullable Object value) {
    Entry expected = load.candidate();
    boolean comparable =
        expected != null
            && !load.recording().isOlder()
            && !expected.isLocked(cache.ticker().nanos())
            && expected.isCurrent();
    if (expected == null || !comparable) {
      return;
    }
    counters.comparisons.increment();
    ages.record(load.beganNanos() - expected.readNanos);
    if (value != null && same(expected.kept, value)) {
      if (!(value instanceof Nothing)) {
        trial.wasEqual();
      }
      cache.checks().equal(settings.phase());
    } else {
      cache
          .checks()
          .differed(
              settings.phase(),
              isNothing(value) ? Mismatch.GONE : Mismatch.CHANGED,
              settings.target());
      differed(load, expected);
    }
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null || value instanceof Nothing;
  }

  /** That nobody is found twice under a name says little of what would be found of others. */
  private boolean same(Object kept, Object value) {
    boolean nobody = kept instanceof Nothing || value instanceof Nothing;
    return nobody ? kept.equals(value) : copier.same(kept, value);
  }

  private void differed(Load load, Entry expected) {
    counters.mismatches.increment();
    if (expected.kept instanceof Nothing) {
      // Somebody was added elsewhere, within the seconds that the operator has accepted.
      cache.forget(load.key());
      return;
    }
    // It may have come from another process, or gone to one.
    sharing.takeBack();
    cache.forget(load.key());
    if (!trial.differed()) {
      return;
    }
    dependencies.own().change();
    String reason = "a kept answer differed from the application's own";
    if (trial.failed()) {
      reason = "kept answers differed from the application's own";
      refuse(reason);
    } else {
      notes.told("on trial again: " + reason);
    }
    notes.differed(reason);
  }

  /**
   * Keeps it if it is still good.
   *
   * @param ttlNanos from its reading on; asked for before it is looked for changes, of which an
   *     interruption of the feed is one
   */
  private @Nullable Entry keep(
      Load load, Object value, long ttlNanos, long endMillis, @Nullable Condition condition) {
    Recording recording = load.recording();
    long now = cache.ticker().nanos();
    long left = Math.min(recording.readNanos() + ttlNanos - now, leftNanos(endMillis));
    long end = recording.end(now + left);
    Entry entry =
        new Entry(
            value,
            value instanceof Nothing ? 0 : copier.bytes(value),
            load.names(),
            recording.token(),
            recording.readNanos(),
            now,
            end,
            dependencies.of(recording, load.names()),
            condition);
    boolean good =
        !entry.isLocked(now)
            && entry.isCurrent()
            && !entry.changedWithin(recording.lagNanos(), now)
            && !cache.transactions().isBlind();
    if (!good || !cache.keep(load.key(), entry, end, load.mark())) {
      counters.refusedByToken.increment();
      return null;
    }
    if (value instanceof Nothing) {
      return entry;
    }
    counters.kept.increment();
    counters.keptBytes.add(entry.bytes);
    if (condition == null) {
      // What else it depends on is known here alone.
      sharing.kept(load, entry, end - now);
    }
    return entry;
  }

  /** Returns how long an answer lives from when it was read. */
  long ttlNanos() {
    boolean fed = cache.outside().bound(settings.tables()) != null;
    long configured = (fed ? settings.ttl() : settings.ttlWithoutFeed()).toNanos();
    return Math.min(Math.min(configured, cache.limitNanos()), life.toNanos());
  }

  private long leftNanos(long endMillis) {
    boolean ended = endMillis <= cache.ticker().wallMillis();
    return ended ? 0 : TimeUnit.MILLISECONDS.toNanos(endMillis - cache.ticker().wallMillis());
  }
}
