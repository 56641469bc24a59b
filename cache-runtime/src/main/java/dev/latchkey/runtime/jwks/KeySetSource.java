package dev.latchkey.runtime.jwks;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.jwks.KeySetLookup.Serve;
import dev.latchkey.runtime.store.Fingerprint;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one source of key sets. Thread-safe: a token whose keys are all in a document
 * within its life is answered from volatile fields; everything else takes the source's lock for a
 * moment, and nothing is called out of it.
 *
 * <pre>
 *                 fetched                    life over                   stale bound over
 *   EMPTY ─────────────────────► FRESH ────────────────────► EXPIRED ─────────────────────► EMPTY
 *     ▲                          │   ▲                         │  │
 *     │ clear                    │   └──────── fetched ────────┘  └─ fetch failed: serves for 5 s,
 *     └──────────────────────────┘                                   then the next lookup fetches
 *   FRESH with an unknown kid or under suspicion: the next lookup fetches if the limiter permits,
 *   else the document serves, so that the library itself fails as it would with origin's answer
 * </pre>
 */
final class KeySetSource {
  private static final long TOUCH_NANOS = 1_000_000_000;
  private static final long FORGET_NANOS = KidMemory.LIFE_NANOS;

  private final Fingerprint id;
  private final ByteBudget budget;
  private final AtomicLong versions;

  private volatile @Nullable Held held;
  private volatile @Nullable Failure failure;
  private volatile long usedNanos;

  /** Above the held document's sequence while it is suspect: a later fetch clears it by itself. */
  private volatile long suspectSequence;

  private volatile long version;

  @GuardedBy("this")
  private @Nullable Fingerprint versionDigest;

  /** Of the last content, which outlive its document. */
  @GuardedBy("this")
  private Set<String> versionKids = Set.of();

  /** Of the youngest fetch ever taken in; outlives its document. */
  @GuardedBy("this")
  private long lastSequence;

  @GuardedBy("this")
  private boolean retired;

  @GuardedBy("this")
  private final RefreshLimiter limiter;

  @GuardedBy("this")
  private final KidMemory missedKids = new KidMemory();

  KeySetSource(Fingerprint id, ByteBudget budget, AtomicLong versions, long nowNanos) {
    this.id = id;
    this.budget = budget;
    this.versions = versions;
    this.usedNanos = nowNanos;
    this.limiter = new RefreshLimiter(nowNanos);
  }

  /** A document with its times on the ticker. */
  private record Held(
      KeySetDocument document,
      long sequence,
      long lifeNanos,
      long refreshNanos,
      long freshUntilNanos,
      long staleUntilNanos) {}

  private record Failure(long atNanos, boolean staleAllowed) {}

  /** What a lookup may do now. */
  sealed interface Verdict {
    /** The document answers. */
    record Use(Serve serve) implements Verdict {}

    /** Nothing here answers. */
    record Fetch() implements Verdict {}

    /** The document might be outdated; over the limit it answers all the same. */
    record Force(Serve otherwise) implements Verdict {}
  }

  /** How long a document lives. */
  record Life(long lifeNanos, long aheadNanos, long staleNanos) {}

  Fingerprint id() {
    return id;
  }

  /** Notes that somebody asked, to the second: a write per call would bounce a cache line. */
  void touch(long nowNanos) {
    if (nowNanos - usedNanos > TOUCH_NANOS) {
      usedNanos = nowNanos;
    }
  }

  Verdict judge(KeySetNeed need, long nowNanos) {
    var current = held;
    if (current == null) {
      return new Verdict.Fetch();
    }
    boolean fresh = nowNanos - current.freshUntilNanos < 0;
    if (!fresh && !bridges(current, nowNanos)) {
      return new Verdict.Fetch();
    }
    var serve = new Serve(current.document, !fresh, due(nowNanos));
    return suspect(current) || need.unmet() || lacks(current.document, need.kids())
        ? doubt(serve, current, need, nowNanos)
        : new Verdict.Use(serve);
  }

  private synchronized Verdict doubt(Serve serve, Held current, KeySetNeed need, long nowNanos) {
    boolean wanted =
        suspect(current)
            || need.unmet()
            || lacksUnexpectedly(current.document, need.kids(), nowNanos);
    return wanted && limiter.ready(nowNanos) ? new Verdict.Force(serve) : new Verdict.Use(serve);
  }

  /** Judges for one who is about to fetch, and uses up the permit for a forced refresh. */
  synchronized Verdict claim(KeySetNeed need, long nowNanos) {
    var verdict = judge(need, nowNanos);
    if (verdict instanceof Verdict.Force force && !limiter.take(nowNanos)) {
      return new Verdict.Use(force.otherwise());
    }
    return verdict;
  }

  /** Returns the held document when it has this very content, so that it is not parsed again. */
  Optional<KeySetDocument> sameContent(String text) {
    var current = held;
    return current != null && current.document.text().equals(text)
        ? Optional.of(current.document)
        : Optional.empty();
  }

  synchronized StoreResult store(
      KeySetTicket ticket, KeySetDocument document, Life life, AtomicLong generation) {
    var before = held;
    if (retired) {
      return new StoreResult.Refused(StoreResult.Reason.TICKET_SPENT);
    }
    if (ticket.generation() != generation.get()) {
      return new StoreResult.Refused(StoreResult.Reason.CLEARED);
    }
    if (lastSequence > ticket.sequence()) {
      return new StoreResult.Refused(StoreResult.Reason.SUPERSEDED);
    }
    if (!budget.exchange(bytes(before), document.bytes())) {
      return new StoreResult.Refused(StoreResult.Reason.NO_ROOM);
    }
    boolean changed = !document.digest().equals(versionDigest);
    Set<String> gone = changed ? gone(document.kids()) : Set.of();
    if (changed) {
      versionKids = document.kids();
      versionDigest = document.digest();
      version = versions.incrementAndGet();
      suspectSequence = 0; // the suspicion was of the older content
    }
    lastSequence = ticket.sequence();
    held = held(ticket, document, life);
    failure = null;
    remember(ticket, document);
    return new StoreResult.Stored(document, version, changed, gone);
  }

  @GuardedBy("this")
  private Set<String> gone(Set<String> now) {
    if (now.equals(versionKids)) {
      return versionKids;
    }
    Set<String> gone = new HashSet<>(versionKids);
    gone.removeAll(now);
    return gone;
  }

  /** Returns the end of the document's life; nothing without one. */
  OptionalLong freshUntilNanos() {
    var current = held;
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.freshUntilNanos);
  }

  /** A life begins when the fetch did: the origin's answer cannot be younger than asked for. */
  private static Held held(KeySetTicket ticket, KeySetDocument document, Life life) {
    long begun = ticket.begunNanos();
    long freshUntil = begun + life.lifeNanos();
    return new Held(
        document,
        ticket.sequence(),
        life.lifeNanos(),
        begun + refreshAfter(life, begun),
        freshUntil,
        freshUntil + life.staleNanos());
  }

  /**
   * 0.75 of the life, 10 % more or less: processes that started together drift apart. Earlier where
   * more time ahead of the end is wanted, but not in the first half of the life.
   */
  private static long refreshAfter(Life life, long begunNanos) {
    long nanos = life.lifeNanos();
    long spread = Math.floorMod((begunNanos * 0x9e3779b97f4a7c15L) >>> 17, 2001L) - 1000;
    long usual = nanos / 4 * 3 / 10_000 * (10_000 + spread);
    return Math.min(usual, Math.max(nanos / 2, nanos - life.aheadNanos()));
  }

  @GuardedBy("this")
  private void remember(KeySetTicket ticket, KeySetDocument document) {
    for (var kid : ticket.kids()) {
      if (lacks(document, kid) && !KeySetParser.oversizeKid(kid)) {
        missedKids.missed(kid, ticket.begunNanos());
      }
    }
  }

  /** Notes a failed fetch; returns the document that may answer in its place. */
  synchronized Optional<KeySetDocument> failed(
      KeySetTicket ticket, boolean staleAllowed, long nowNanos) {
    if (ticket.forced()) {
      limiter.failed(nowNanos);
    }
    var current = held;
    if (current == null || current.sequence > ticket.sequence()) {
      return Optional.empty();
    }
    failure = new Failure(nowNanos, staleAllowed);
    boolean answers =
        staleAllowed
            && !ticket.forced()
            && !ticket.kids().isEmpty()
            && !suspect(current)
            && !lacks(current.document, ticket.kids())
            && nowNanos - current.staleUntilNanos < 0;
    return answers ? Optional.of(current.document) : Optional.empty();
  }

  synchronized void suspect(Fingerprint digest, AtomicLong sequences) {
    var current = held;
    if (current != null && current.document.digest().equals(digest)) {
      suspectSequence = sequences.incrementAndGet();
    }
  }

  /** Returns whether a refresh in the background is due: past 0.75 of its life and still used. */
  boolean due(long nowNanos) {
    var current = held;
    var failed = failure;
    return current != null
        && nowNanos - current.refreshNanos >= 0
        && nowNanos - current.staleUntilNanos < 0
        && nowNanos - usedNanos <= 2 * current.lifeNanos
        && (failed == null || nowNanos - failed.atNanos >= RefreshLimiter.RETRY_NANOS);
  }

  /** Returns whether the document is past its life and the last fetch failed. */
  boolean outage(long nowNanos) {
    var current = held;
    return current != null && failure != null && nowNanos - current.freshUntilNanos >= 0;
  }

  boolean occupied() {
    return held != null;
  }

  /** Rises when the content changes; 0 before the first document. */
  long version() {
    return version;
  }

  /** Drops the document and returns whether there was one; the limiter keeps its state. */
  synchronized boolean clear() {
    boolean occupied = held != null;
    drop();
    missedKids.clear();
    return occupied;
  }

  /** Drops a document that can serve nobody any more; returns whether it did. */
  boolean dropDead(long nowNanos) {
    return dead(nowNanos) && dropIfDead(nowNanos);
  }

  private boolean dead(long nowNanos) {
    var current = held;
    return current != null && nowNanos - current.staleUntilNanos >= 0;
  }

  private synchronized boolean dropIfDead(long nowNanos) {
    boolean dead = dead(nowNanos);
    if (dead) {
      drop();
    }
    return dead;
  }

  /** Refuses all further documents, if nothing would be lost by forgetting this source. */
  synchronized boolean retire(long nowNanos) {
    if (held == null && limiter.idle(nowNanos) && nowNanos - usedNanos > FORGET_NANOS) {
      retired = true;
    }
    return retired;
  }

  @GuardedBy("this")
  private void drop() {
    budget.exchange(bytes(held), 0);
    held = null;
    failure = null;
  }

  /** Returns whether the last fetch failed so that an expired document may serve for a moment. */
  private boolean bridges(Held current, long nowNanos) {
    var failed = failure;
    return failed != null
        && failed.staleAllowed
        && nowNanos - failed.atNanos < RefreshLimiter.RETRY_NANOS
        && nowNanos - current.staleUntilNanos < 0;
  }

  private boolean suspect(Held current) {
    return suspectSequence > current.sequence;
  }

  @GuardedBy("this")
  private boolean lacksUnexpectedly(
      KeySetDocument document, Collection<String> kids, long nowNanos) {
    for (var kid : kids) {
      if (lacks(document, kid)
          && (KeySetParser.oversizeKid(kid) || !missedKids.recentlyMissed(kid, nowNanos))) {
        return true;
      }
    }
    return false;
  }

  private static boolean lacks(KeySetDocument document, Collection<String> kids) {
    for (var kid : kids) {
      if (lacks(document, kid)) {
        return true;
      }
    }
    return false;
  }

  /** A token without a key id, written as an empty one, may be meant for any key. */
  private static boolean lacks(KeySetDocument document, String kid) {
    return !kid.isEmpty() && !document.kids().contains(kid);
  }

  private static long bytes(@Nullable Held holding) {
    return holding == null ? 0 : holding.document.bytes();
  }
}
