package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.feed.FeedState;
import dev.latchkey.runtime.jdbc.JdbcListener;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.store.SingleFlight;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of user lookups (phase 3). What makes them fall is followed as long as there is
 * a target, whether the phase is on or not. Thread-safe.
 */
public final class SessionCache implements ManagedCache {
  /** The most answers that are kept. */
  public static final int MAX_ENTRIES = 20_000;

  /** Longer than any answer lives. */
  public static final Duration UNLIMITED = Duration.ofDays(365);

  private static final int MOST_FLIGHTS = 1_000;

  /** The slot of an operation that has the {@link Lookup} that was served in it last. */
  public static final int SERVED_SLOT = 6;

  private final Epochs epochs;
  private final Transactions transactions;
  private final Rechecks rechecks;
  private final SharedChanges shared = new SharedChanges(this);
  private volatile @Nullable SharedAnswers answers;
  private volatile Consumer<String> subjects = nobody -> {};
  private volatile Replicas replicas = new Replicas(Optional.empty());
  private volatile Supplier<Optional<FeedState>> feed = Optional::empty;
  private final OutsideChanges outside;
  private final KeptAnswers store;
  private final SingleFlight<Fingerprint, Entry> flights;
  private final ConcurrentMap<String, LookupTarget> targets = new ConcurrentHashMap<>();
  private final Supplier<BooleanSupplier> samples;
  private final ShadowChecks checks;
  private final Ticker ticker;
  private final long firstBytes;
  private volatile long limitNanos = UNLIMITED.toNanos();

  /**
   * Makes an empty cache that takes no more than {@code maxBytes}.
   *
   * @param checks says which hits the application answers as well, and is told what comes of it
   */
  public SessionCache(long maxBytes, ShadowChecks checks, Ticker ticker) {
    this(maxBytes, checks::sample, checks, ticker);
  }

  /**
   * @param samples make for each target what tells of each hit whether the application answers it
   *     as well
   */
  SessionCache(
      long maxBytes, Supplier<BooleanSupplier> samples, ShadowChecks checks, Ticker ticker) {
    this.samples = samples;
    this.checks = checks;
    this.ticker = ticker;
    firstBytes = maxBytes;
    epochs = new Epochs(ticker);
    transactions = new Transactions(epochs, ticker);
    outside = new OutsideChanges(epochs, transactions);
    rechecks = new Rechecks(ticker);
    store = new KeptAnswers(MAX_ENTRIES, maxBytes, ticker);
    flights = new SingleFlight<>(MOST_FLIGHTS, ticker);
  }

  /** Tells {@code other} of each subject that is dropped on request. */
  public void onSubject(Consumer<String> other) {
    subjects = other;
  }

  /** Returns what has to hear of the application's statements. */
  public JdbcListener listener() {
    return transactions;
  }

  /** Returns what has to hear of finished authentications. */
  public OperationSink rechecks() {
    return rechecks;
  }

  /**
   * Keeps nothing that was read from a replica within this time after a change of what it depends
   * on (safety rule SES-17).
   *
   * @param given what the operator says, which holds for every connection; absent for two seconds
   *     where a connection points to a replica
   */
  public void replicaLag(Optional<Duration> given) {
    replicas = new Replicas(given);
  }

  Replicas replicas() {
    return replicas;
  }

  /** Returns what other processes are told, and tell. */
  public SharedChanges shared() {
    return shared;
  }

  /** Shares answers with other processes from now on. */
  public void share(SharedAnswers with) {
    answers = with;
  }

  @Nullable SharedAnswers answers() {
    return answers;
  }

  /** Tells from now on how the feed of changes by other processes is. */
  public void feed(Supplier<Optional<FeedState>> state) {
    feed = state;
  }

  /** Returns how the feed of changes by other processes is; nothing when there is none. */
  public Optional<FeedState> feed() {
    return feed.get();
  }

  /** Returns what hears of changes by other processes. */
  public OutsideChanges outside() {
    return outside;
  }

  /** Serves only while {@code watched} says that all drivers that are in use are watched. */
  public void onlyWhile(BooleanSupplier watched) {
    transactions.complete(watched);
  }

  /**
   * Returns the lookups of a target, in place of those of one with the same name.
   *
   * @param notes told why nothing, or not everything, is served
   */
  public LookupTarget target(LookupSettings settings, ValueCopier copier, LookupNotes notes) {
    transactions.arm();
    LookupTarget made = new LookupTarget(settings, this, copier, notes);
    targets.put(settings.target(), made);
    return made;
  }

  /** Returns the targets. */
  public Collection<LookupTarget> targets() {
    return List.copyOf(targets.values());
  }

  /**
   * Has answers that are kept from now on live for this long at most, whatever their target says.
   */
  public void limit(Duration longest) {
    limitNanos = longest.toNanos();
  }

  long limitNanos() {
    return limitNanos;
  }

  /** Returns the memory that it was made with. */
  public long firstBytes() {
    return firstBytes;
  }

  /** Takes no more than {@code maxBytes} from now on. */
  public void resize(long maxBytes) {
    store.resize(maxBytes);
  }

  /** Returns what happened to the lookups of each target. */
  public List<TargetFigures> figures() {
    return targets.values().stream()
        .map(LookupTarget::figures)
        .sorted(Comparator.comparing(TargetFigures::target))
        .toList();
  }

  /** Returns how often a statement was taken to write anything, and all answers fell. */
  public long unknownWrites() {
    return transactions.unknownWrites();
  }

  /** Returns that of the target that may be the stalest; nothing is stale without a target. */
  @Override
  public Duration maxStaleness() {
    return targets.values().stream()
        .map(LookupTarget::maxStaleness)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  @Override
  public Layer layer() {
    return Layer.SESSION;
  }

  @Override
  public CacheStats stats() {
    return store.stats();
  }

  /** Looks for those whose lookup named such a subject; what is being read is not kept either. */
  @Override
  public OptionalLong invalidate(EntrySelector selector) {
    if (selector.kind() != EntrySelector.Kind.SUBJECT) {
      return OptionalLong.empty();
    }
    long dropped = invalidate(selector.value());
    subjects.accept(selector.value());
    return OptionalLong.of(dropped);
  }

  @Override
  public OptionalLong count(EntrySelector selector) {
    if (selector.kind() != EntrySelector.Kind.SUBJECT) {
      return OptionalLong.empty();
    }
    int name = Names.hash(selector.value());
    return OptionalLong.of(store.countIf(entry -> entry.names.include(name)));
  }

  /** Drops the answers of lookups that named such a subject, here and in other processes. */
  @CanIgnoreReturnValue
  public long invalidate(String subject) {
    int name = Names.hash(subject);
    transactions.tellOthers(new Change.Subject(name));
    return drop(name);
  }

  @CanIgnoreReturnValue
  long drop(int name) {
    return store.dropIf(entry -> entry.names.include(name));
  }

  /** Drops the answers that are about one of these numbers and returns how many there were. */
  @CanIgnoreReturnValue
  public long dropAbout(long... ids) {
    return store.dropIf(
        entry -> {
          for (long id : ids) {
            if (id != 0 && entry.isAbout(id)) {
              return true;
            }
          }
          return false;
        });
  }

  void changedElsewhere(Change.Users users) {
    LookupTarget target = targets.get(users.target());
    if (target != null) {
      target.changedElsewhere(users.names());
    }
  }

  @CanIgnoreReturnValue
  @Override
  public long invalidateAll() {
    transactions.tellOthers(Change.EVERYTHING);
    return clear();
  }

  /** Drops every answer in this process alone. */
  @CanIgnoreReturnValue
  public long clear() {
    return store.clear();
  }

  Epochs epochs() {
    return epochs;
  }

  Transactions transactions() {
    return transactions;
  }

  SingleFlight<Fingerprint, Entry> flights() {
    return flights;
  }

  BooleanSupplier sample() {
    return samples.get();
  }

  ShadowChecks checks() {
    return checks;
  }

  Ticker ticker() {
    return ticker;
  }

  KeptAnswers.Mark mark(Fingerprint key) {
    return store.mark(key);
  }

  @Nullable Entry find(Fingerprint key, long nowNanos) {
    return store.find(key, nowNanos);
  }

  boolean keep(Fingerprint key, Entry entry, long deadlineNanos, KeptAnswers.Mark mark) {
    return store.keep(key, entry, shared.end(entry.readNanos, deadlineNanos), mark);
  }

  void forget(Fingerprint key) {
    store.forget(key);
  }
}
