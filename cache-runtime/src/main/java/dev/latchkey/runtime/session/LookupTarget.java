package dev.latchkey.runtime.session;

import dev.latchkey.runtime.metrics.DurationSpread;
import dev.latchkey.runtime.session.Change.Users;
import dev.latchkey.runtime.session.Lookup.Load;
import dev.latchkey.runtime.session.Sharing.Asked;
import dev.latchkey.runtime.store.Condition;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.SingleFlight;
import dev.latchkey.runtime.store.SingleFlight.Ticket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of one target: {@link #begin} before each, {@link #loaded} or {@link #failed} after
 * one that is loading. Thread-safe; no lock is held while the application's code runs.
 */
public final class LookupTarget {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LookupSettings settings;
  private final SessionCache cache;
  private final ValueCopier copier;
  private final Dependencies dependencies;
  private final Trial trial;
  private final Sharing sharing;
  private final Keeper keeper;
  private final LookupCounters counters = new LookupCounters();

  private final HitAges ages;

  /** How many names a lookup has; 0 before the first. */
  private volatile int nameCount;

  LookupTarget(LookupSettings settings, SessionCache cache, ValueCopier copier, LookupNotes notes) {
    this.settings = settings;
    this.cache = cache;
    this.copier = copier;
    dependencies = new Dependencies(cache.epochs(), settings.target(), settings.tables());
    trial = new Trial(settings.trial(), cache.sample());
    sharing = new Sharing(cache, settings, dependencies, copier.codec(), counters, notes::told);
    ages = new HitAges(settings.ttl().toNanos());
    keeper =
        new Keeper(cache, settings, dependencies, trial, copier, sharing, counters, ages, notes);
  }

  /** Returns the target's name. */
  public String name() {
    return settings.target();
  }

  /** Returns the longest life of an answer that is configured, and that the cache is limited to. */
  public Duration configuredLife() {
    return limited(settings.ttl());
  }

  /** Returns how long an answer that is kept now lives at most. */
  public Duration life() {
    return limited(keeper.life());
  }

  private Duration limited(Duration wanted) {
    long most = cache.limitNanos();
    return wanted.toNanos() <= most ? wanted : Duration.ofNanos(most);
  }

  /**
   * Has answers that are kept from now on live for this long at most, within what is configured.
   */
  public void life(Duration longest) {
    keeper.life(longest);
  }

  /** Returns how old answers were when they were given. */
  public HitAges hitAges() {
    return ages;
  }

  /**
   * Begins a lookup.
   *
   * @param names asked for when the application runs it, or when it runs in another one
   * @param treated whether it may be served; if not, what the application answers may be kept
   * @param outer the lookup that it runs in; null for none
   */
  public Lookup begin(
      Fingerprint key, Supplier<Names> names, boolean treated, @Nullable Recording outer) {
    return begin(key, names, PortableKey.NONE, treated, outer);
  }

  /**
   * Begins a lookup.
   *
   * @param names asked for when the application runs it, or when it runs in another one
   * @param portable the key as other processes have it
   * @param treated whether it may be served; if not, what the application answers may be kept
   * @param outer the lookup that it runs in; null for none
   */
  public Lookup begin(
      Fingerprint key,
      Supplier<Names> names,
      PortableKey portable,
      boolean treated,
      @Nullable Recording outer) {
    if (outer != null) {
      // Whatever comes of this lookup, what takes its answer back takes the outer one's back.
      outer.includes(dependencies.own());
      outer.includes(dependencies.of(names.get()));
    }
    if (!keeper.objection().isEmpty() || cache.transactions().isBlind()) {
      return Lookup.ASIDE;
    }
    long token = cache.epochs().token();
    long now = cache.ticker().nanos();
    Collection<Transaction> open = cache.transactions().ofThread();
    Entry entry = cache.find(key, now);
    if (entry != null && entry.isLocked(now)) {
      counters.lockBypasses.increment();
      return Lookup.ASIDE;
    }
    Entry current = entry != null && entry.isCurrent() ? entry : null;
    if (!open.isEmpty() && isOtherwise(open, current)) {
      counters.transactionBypasses.increment();
      return Lookup.ASIDE;
    }
    boolean isCheck = outer != null && outer.isCheck();
    boolean serves = treated && trial.serves() && !isCheck;
    if (current != null && serves && !trial.draws()) {
      return hit(current, outer);
    }
    Ticket<Entry> ticket = null;
    if (current == null && serves && open.isEmpty()) {
      SingleFlight.Start<Entry> start = cache.flights().begin(key, longestWait());
      if (start instanceof SingleFlight.Follow<Entry> other && isGood(other.value())) {
        counters.joined.increment();
        return hit(other.value(), outer);
      }
      ticket = start instanceof SingleFlight.Lead<Entry> lead ? lead.ticket() : null;
    }
    KeptAnswers.Mark mark = cache.mark(key);
    Names known = names.get();
    if (nameCount == 0) {
      nameCount = known.count();
    }
    Asked asked = null;
    if (current == null && treated && open.isEmpty()) {
      asked = sharing.ask(portable, known);
      current = asked == null ? null : taken(key, known, asked, token, mark);
      if (current != null && serves && !trial.draws()) {
        counters.sharedHits.increment();
        end(ticket, current);
        return hit(current, outer);
      }
    }
    boolean checks = isCheck || (current != null && (serves || trial.checks()));
    return loading(new Begun(key, known, mark, outer, checks), current, asked, ticket);
  }

  /**
   * A lookup that the application runs.
   *
   * @param checks whether it runs all of it, so that its answer can tell of what was kept
   */
  private record Begun(
      Fingerprint key,
      Names names,
      KeptAnswers.Mark mark,
      @Nullable Recording outer,
      boolean checks) {}

  /** The sequence and the time count from here: the others were asked before. */
  private Lookup loading(
      Begun begun,
      @Nullable Entry candidate,
      @Nullable Asked asked,
      @Nullable Ticket<Entry> ticket) {
    long token = cache.epochs().token();
    long now = cache.ticker().nanos();
    Recording recording =
        new Recording(
            cache.transactions(),
            cache.replicas(),
            begun.outer(),
            begun.checks(),
            token,
            now,
            settings.skipped());
    return Lookup.loading(
        new Load(
            begun.key(), begun.names(), begun.mark(), now, recording, candidate, asked, ticket));
  }

  /** Returns what other processes kept, and keeps it here too, for no longer than they do. */
  private @Nullable Entry taken(
      Fingerprint key, Names names, Asked asked, long token, KeptAnswers.Mark mark) {
    Entry entry = sharing.found(asked, names, copier, token, keeper.ttlNanos());
    if (entry == null) {
      return null;
    }
    boolean lives = entry.endNanos - entry.storedNanos > 0;
    return lives && cache.keep(key, entry, entry.endNanos, mark) ? entry : null;
  }

  private Lookup hit(Entry entry, @Nullable Recording outer) {
    if (outer != null) {
      outer.includes(entry);
    }
    return Lookup.hit(entry);
  }

  /** Tells whether a transaction of this thread may see other data than is kept (rule SES-7). */
  private static boolean isOtherwise(Collection<Transaction> open, @Nullable Entry entry) {
    for (Transaction each : open) {
      if (each.wrote() || (entry != null && entry.storedNanos - each.beganNanos() >= 0)) {
        return true;
      }
    }
    return false;
  }

  /** What another caller was reading may be older than what this one has seen change. */
  private boolean isGood(Entry other) {
    return !other.isLocked(cache.ticker().nanos()) && other.isCurrent();
  }

  private Duration longestWait() {
    long twice = 2 * counters.loading.at(0.99);
    return twice == 0
        ? SingleFlight.WAIT_LIMIT
        : Duration.ofNanos(Math.max(SHORTEST_WAIT_NANOS, twice));
  }

  /**
   * Returns a value for the caller of a lookup that is served, {@link Nothing#NULL} when that is
   * null; null when there is none.
   */
  public @Nullable Object answer(Lookup lookup) {
    Entry entry = lookup.served();
    if (entry != null && entry.kept instanceof Nothing nothing) {
      counters.negativeHits.increment();
      return nothing.answer();
    }
    Object copy = entry == null ? null : copier.copy(entry.kept);
    if (copy != null) {
      counters.hits.increment();
    }
    return copy;
  }

  /** Ends a lookup that threw, which keeps nothing (safety rule SES-22). */
  public void failed(Lookup lookup) {
    Load load = lookup.load();
    if (load != null) {
      inherit(load);
      end(load.ticket(), null);
    }
  }

  /**
   * Ends a lookup that returned.
   *
   * @param found what it found; a {@link Nothing} when it found nothing, null for what is not kept
   * @param endMillis when it ends by the wall clock, such as the account's own end; {@link
   *     Long#MAX_VALUE} for never
   * @param intact whether the recording heard of everything until now
   */
  public void loaded(Lookup lookup, @Nullable Object found, long endMillis, boolean intact) {
    loaded(lookup, found, endMillis, intact, null, null);
  }

  /**
   * Ends a lookup that returned.
   *
   * @param about whom the answer is about; null for those whom the lookup named
   * @param condition what the answer depends on besides what was read; null for nothing
   */
  public void loaded(
      Lookup lookup,
      @Nullable Object found,
      long endMillis,
      boolean intact,
      @Nullable Names about,
      @Nullable Condition condition) {
    Load load = lookup.load();
    if (load == null) {
      return;
    }
    Entry kept = null;
    try {
      counters.loads.increment();
      counters.loading.record(cache.ticker().nanos() - load.beganNanos());
      inherit(load);
      if (intact && keeper.accepts(load.recording())) {
        kept = keeper.take(about == null ? load : load.about(about), found, endMillis, condition);
      }
    } finally {
      end(load.ticket(), kept);
    }
  }

  /**
   * Notes that the application refused what would have been served: the answer falls, and no other
   * is served before it has been compared again.
   *
   * @return whether it would have been served
   */
  public boolean contradicted(Lookup lookup) {
    Load load = lookup.load();
    return load != null && keeper.contradicted(load);
  }

  private static void inherit(Load load) {
    Recording outer = load.recording().outer();
    if (outer != null) {
      outer.includes(load.recording());
    }
  }

  private static void end(@Nullable Ticket<Entry> ticket, @Nullable Entry kept) {
    if (ticket != null && kept != null) {
      ticket.complete(kept);
    } else if (ticket != null) {
      ticket.abandon();
    }
  }

  /** Counts a lookup of an operation that verifies a password (safety rule SES-23). */
  public void bypassedLogin() {
    counters.loginBypasses.increment();
  }

  /** Keeps in memory alone from now on. */
  public void refuseSharing(String reason) {
    sharing.refuse(reason);
  }

  /** Keeps and serves nothing from now on. */
  public void refuse(String reason) {
    keeper.refuse(reason);
  }

  /**
   * Something has changed whom these names stand for: what is kept of them is not served any more,
   * nor what is being read; and again when the transactions end that this thread is in.
   *
   * @param names null for everybody; others than a lookup has mean everybody too
   */
  public void invalidate(@Nullable Names names) {
    Names known = known(names);
    List<Integer> numbers = names == null ? List.of() : names.numbers();
    cache
        .transactions()
        .changes(dependencies.of(known), new Users(settings.target(), numbers, known != null));
  }

  private @Nullable Names known(@Nullable Names names) {
    return names != null && names.count() == nameCount ? names : null;
  }

  /** As {@link #invalidate}, in another process. */
  void changedElsewhere(List<Integer> numbers) {
    dependencies.of(known(Names.ofNumbers(numbers))).change();
  }

  private String shared() {
    String reason = sharing.objection();
    return reason.isEmpty() ? "on" : reason;
  }

  /** Returns the longest that a change made by another process stays unseen. */
  Duration maxStaleness() {
    Duration bound = cache.outside().bound(settings.tables());
    return bound == null ? settings.ttlWithoutFeed() : bound;
  }

  /** Returns what happened so far. */
  public TargetFigures figures() {
    String reason = keeper.objection();
    if (reason.isEmpty() && cache.transactions().isBlind()) {
      reason = "statements were missed";
    }
    boolean isOff = !reason.isEmpty();
    if (!isOff && !trial.serves()) {
      String notKept = keeper.notKept();
      reason = notKept.isEmpty() ? "equal comparisons still needed: " + trial.left() : notKept;
    }
    return new TargetFigures(
        settings.target(),
        isOff ? "off" : trial.serves() ? "serving" : "on trial",
        reason,
        maxStaleness().toMillis(),
        dependencies.followsSql(),
        counters.hits.sum(),
        counters.negativeHits.sum(),
        counters.loads.sum(),
        counters.joined.sum(),
        counters.refusedByToken.sum(),
        counters.lockBypasses.sum(),
        counters.transactionBypasses.sum(),
        counters.loginBypasses.sum(),
        counters.notKept.sum(),
        counters.comparisons.sum(),
        counters.mismatches.sum(),
        shared(),
        counters.sharedHits.sum(),
        counters.sharedStores.sum(),
        median(counters.copying),
        counters.keptBytes.sum() / Math.max(1, counters.kept.sum()),
        median(counters.loading),
        median(counters.asking));
  }

  private static @Nullable Double median(DurationSpread times) {
    long nanos = times.at(0.5);
    return nanos == 0 ? null : nanos / NANOS_PER_MILLI;
  }
}
