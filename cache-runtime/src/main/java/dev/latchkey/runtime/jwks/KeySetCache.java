package dev.latchkey.runtime.jwks;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.jwks.KeySetLookup.Bypass;
import dev.latchkey.runtime.jwks.KeySetLookup.Fetch;
import dev.latchkey.runtime.jwks.KeySetSource.Life;
import dev.latchkey.runtime.jwks.KeySetSource.Verdict;
import dev.latchkey.runtime.jwks.StoreResult.Refused;
import dev.latchkey.runtime.jwks.StoreResult.Stored;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.store.SingleFlight;
import dev.latchkey.runtime.store.SingleFlight.Follow;
import dev.latchkey.runtime.store.SingleFlight.Lead;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps fetched key-set documents, one per source, and decides for every fetch of the application
 * whether a kept one may stand in. Thread-safe; no lock is held while the origin is asked.
 *
 * <p>A document serves only those operations whose tokens it has a key for. A token that names
 * another key sends the fetch to the origin, as many times as a limiter per source permits: that is
 * how a rotated key is accepted at once. The fetch runs in the application, between {@link #lookup}
 * and {@link #fetched} or {@link #failed}; callers that come meanwhile wait for it, up to {@link
 * SingleFlight#WAIT_LIMIT}.
 */
public final class KeySetCache implements ManagedCache {
  /** The usual bound on what all documents hold together. */
  static final long MAX_TOTAL_BYTES = 16L * 1024 * 1024;

  private volatile KeySetSettings settings;
  private final Ticker ticker;
  private final ConcurrentHashMap<Fingerprint, KeySetSource> sources = new ConcurrentHashMap<>();
  private final SingleFlight<Fingerprint, KeySetDocument> flights;
  private final ByteBudget budget;
  private final AtomicLong generation = new AtomicLong();
  private final AtomicLong sequences = new AtomicLong();
  private final AtomicLong versions = new AtomicLong();
  private final LongAdder stored = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder invalidated = new LongAdder();
  private final Object admission = new Object();
  private volatile Consumer<Set<String>> keysGone = kids -> {};

  /** Makes an empty cache whose documents together hold at most 16 MiB. */
  public KeySetCache(KeySetSettings settings, Ticker ticker) {
    this(settings, MAX_TOTAL_BYTES, ticker);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxBytes bound on what all documents hold together
   */
  public KeySetCache(KeySetSettings settings, long maxBytes, Ticker ticker) {
    this.settings = settings;
    this.budget = new ByteBudget(maxBytes);
    this.ticker = ticker;
    this.flights = new SingleFlight<>(settings.maxEntries(), ticker);
  }

  /** Decides for a fetch of an operation in which tokens with these key ids were seen. */
  public KeySetLookup lookup(Fingerprint source, Collection<String> kids) {
    return lookup(source, KeySetNeed.of(kids));
  }

  /**
   * Takes other settings from the next fetch on; documents that are kept live on as they were
   * stored.
   */
  public void settings(KeySetSettings replacement) {
    settings = replacement;
  }

  /**
   * Decides for a fetch that the application is about to make. May wait for a fetch of the same
   * source that another thread makes.
   *
   * @param source everything that the answer depends on: target, address, headers, trust
   */
  public KeySetLookup lookup(Fingerprint source, KeySetNeed need) {
    var kids = need.kids();
    long begun = ticker.nanos();
    if (need.addressFromToken() && !sources.containsKey(source)) {
      return new Bypass(KeySetLookup.Reason.ADDRESS_FROM_TOKEN, ticket(null, null, kids, false));
    }
    var known = source(source, begun);
    if (known == null) {
      return new Bypass(KeySetLookup.Reason.SOURCES_FULL, ticket(null, null, kids, false));
    }
    known.touch(begun);
    if (kids.isEmpty()) {
      return new Bypass(KeySetLookup.Reason.TOKEN_UNKNOWN, ticket(known, null, kids, false));
    }
    while (true) {
      if (known.judge(need, ticker.nanos()) instanceof Verdict.Use use) {
        return use.serve();
      }
      var left = SingleFlight.WAIT_LIMIT.minusNanos(ticker.nanos() - begun);
      var start = flights.begin(source, left);
      if (!(start instanceof Follow)) {
        return claim(
            known, need, start instanceof Lead<KeySetDocument> lead ? lead.ticket() : null);
      }
      // The fetch that was waited for began before this lookup, so its document is judged anew: it
      // may lack this token's key.
    }
  }

  /** Judges once more, for a fetch may have ended between the first verdict and the lead. */
  private KeySetLookup claim(
      KeySetSource source, KeySetNeed need, SingleFlight.@Nullable Ticket<KeySetDocument> flight) {
    var verdict = source.claim(need, ticker.nanos());
    if (verdict instanceof Verdict.Use use) {
      if (flight != null) {
        flight.abandon();
      }
      return use.serve();
    }
    boolean forced = verdict instanceof Verdict.Force;
    return new Fetch(ticket(source, flight, need.kids(), forced), forced);
  }

  /** Takes in a document whose response headers are not known. */
  public StoreResult fetched(KeySetTicket ticket, String text, List<?> attributes) {
    return fetched(ticket, text, attributes, FreshnessHeaders.NONE);
  }

  /**
   * Takes in a document that the origin returned with a status of 2xx. It replaces the older one as
   * a whole; those who wait get it.
   *
   * @param attributes what else the result held: immutable values that compare by value
   */
  public StoreResult fetched(
      KeySetTicket ticket, String text, List<?> attributes, FreshnessHeaders headers) {
    var source = ticket.source();
    if (!ticket.spend() || source == null) {
      return refused(StoreResult.Reason.TICKET_SPENT);
    }
    try {
      return take(source, ticket, text, attributes, headers);
    } finally {
      ticket.abandon(); // has no effect when the ticket was completed
    }
  }

  private StoreResult take(
      KeySetSource source,
      KeySetTicket ticket,
      String text,
      List<?> attributes,
      FreshnessHeaders headers) {
    if (KeySetParser.oversize(text) || KeySetParser.oversize(attributes.toString())) {
      return failedBy(StoreResult.Reason.OVERSIZE, source, ticket);
    }
    var document =
        source
            .sameContent(text)
            .map(same -> same.with(attributes))
            .or(() -> KeySetParser.parse(text, attributes))
            .orElse(null);
    if (document == null) {
      return failedBy(StoreResult.Reason.NOT_A_KEY_SET, source, ticket);
    }
    var fresh = headers.life(settings.ttl(), settings.ttlOnNoCache(), ticker.now());
    if (fresh.isZero()) {
      return refused(StoreResult.Reason.NOT_TO_BE_KEPT);
    }
    var life =
        new Life(
            fresh.toNanos(), settings.refreshAhead().toNanos(), settings.staleIfError().toNanos());
    var result = source.store(ticket, document, life, generation);
    if (result instanceof Stored taken) {
      stored.increment();
      ticket.complete(document);
      if (!taken.gone().isEmpty()) {
        keysGone.accept(taken.gone());
      }
    } else {
      refused.increment();
    }
    return result;
  }

  /** An answer that is no key set did not refresh anything. */
  private StoreResult failedBy(
      StoreResult.Reason reason, KeySetSource source, KeySetTicket ticket) {
    source.failed(ticket, false, ticker.nanos());
    return refused(reason);
  }

  private Refused refused(StoreResult.Reason reason) {
    refused.increment();
    return new Refused(reason);
  }

  /**
   * Notes that a fetch brought nothing.
   *
   * @param staleAllowed whether the failure is one that an older document may bridge: a time-out, a
   *     failed connect, a status of 5xx or 429; not 4xx, unreadable answers or TLS failures
   * @return the document to use instead; empty when the failure must stand
   */
  public Optional<KeySetDocument> failed(KeySetTicket ticket, boolean staleAllowed) {
    var source = ticket.source();
    if (!ticket.spend() || source == null) {
      return Optional.empty();
    }
    try {
      return ticket.generation() == generation.get()
          ? source.failed(ticket, staleAllowed, ticker.nanos())
          : Optional.empty();
    } finally {
      ticket.abandon();
    }
  }

  /** Notes that a fetch was not made after all. */
  public void abandoned(KeySetTicket ticket) {
    if (ticket.spend()) {
      ticket.abandon();
    }
  }

  /**
   * Notes that a signature did not verify with the keys of a document that the cache served. Unless
   * the source has a newer one, its next lookup goes to the origin, as the limiter permits: a key
   * may have been replaced under its old id.
   */
  public void signatureFailed(Fingerprint source, Fingerprint documentDigest) {
    var known = sources.get(source);
    if (known != null) {
      known.suspect(documentDigest, sequences);
    }
  }

  /**
   * Returns the sources that a background fetch should refresh now: past 0.75 of their life, used
   * within twice their life, and nobody fetching them.
   */
  public List<Fingerprint> dueForRefresh() {
    long now = ticker.nanos();
    return sources.values().stream()
        .filter(source -> source.due(now) && !flights.inFlight(source.id()))
        .map(KeySetSource::id)
        .toList();
  }

  /**
   * Begins a background fetch of a source that is due. While it runs the document goes on serving,
   * and lookups that need a newer one wait for it.
   *
   * @return empty when it is not due any more or somebody else fetches it
   */
  public Optional<KeySetTicket> refresh(Fingerprint source) {
    var known = sources.get(source);
    if (known == null || !known.due(ticker.nanos()) || flights.inFlight(source)) {
      return Optional.empty();
    }
    return flights.begin(source, Duration.ZERO) instanceof Lead<KeySetDocument> lead
        ? Optional.of(ticket(known, lead.ticket(), List.of(), false))
        : Optional.empty();
  }

  @Override
  public long outages() {
    long now = ticker.nanos();
    return sources.values().stream().filter(source -> source.outage(now)).count();
  }

  /** Returns the version of a source's content, as {@link Stored#version}; 0 when there is none. */
  public long version(Fingerprint source) {
    var known = sources.get(source);
    return known == null ? 0 : known.version();
  }

  /** Returns the end of the life of a source's document; nothing when there is none. */
  public OptionalLong freshUntilNanos(Fingerprint source) {
    var known = sources.get(source);
    return known == null ? OptionalLong.empty() : known.freshUntilNanos();
  }

  /** Tells {@code listener} of the ids of keys that left a key set, once it is replaced. */
  public void onKeysGone(Consumer<Set<String>> listener) {
    keysGone = listener;
  }

  /** Returns a number that rises whenever the content of any key set changes (rule K-18). */
  public long contentGeneration() {
    return versions.get();
  }

  @Override
  public Layer layer() {
    return Layer.JWKS;
  }

  @Override
  public CacheStats stats() {
    long entries = sources.values().stream().filter(KeySetSource::occupied).count();
    return new CacheStats(
        entries,
        settings.maxEntries(),
        budget.used(),
        budget.limit(),
        stored.sum(),
        refused.sum(),
        evicted.sum(),
        expired.sum(),
        invalidated.sum());
  }

  /** Drops every document; fetches that have begun bring nothing in. */
  @Override
  public long invalidateAll() {
    generation.incrementAndGet();
    long removed = sources.values().stream().filter(KeySetSource::clear).count();
    invalidated.add(removed);
    return removed;
  }

  private @Nullable KeySetSource source(Fingerprint id, long nowNanos) {
    var known = sources.get(id);
    if (known == null) {
      return admit(id, nowNanos);
    }
    if (known.dropDead(nowNanos)) {
      expired.increment();
    }
    return known;
  }

  /** Limiters must not be pushed out by newcomers, so a full cache stays out of new sources. */
  private @Nullable KeySetSource admit(Fingerprint id, long nowNanos) {
    synchronized (admission) {
      if (sources.size() >= settings.maxEntries()) {
        prune(nowNanos);
      }
      if (sources.size() >= settings.maxEntries() && !sources.containsKey(id)) {
        return null;
      }
      return sources.computeIfAbsent(
          id, absent -> new KeySetSource(absent, budget, versions, nowNanos));
    }
  }

  @GuardedBy("admission")
  private void prune(long nowNanos) {
    for (var source : sources.values()) {
      if (source.dropDead(nowNanos)) {
        expired.increment();
      }
      if (!flights.inFlight(source.id()) && source.retire(nowNanos)) {
        sources.remove(source.id(), source);
        evicted.increment();
      }
    }
  }

  private KeySetTicket ticket(
      @Nullable KeySetSource source,
      SingleFlight.@Nullable Ticket<KeySetDocument> flight,
      Collection<String> kids,
      boolean forced) {
    return new KeySetTicket(
        source,
        flight,
        kids,
        forced,
        generation.get(),
        sequences.incrementAndGet(),
        ticker.nanos());
  }
}
