package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.CacheLimits;
import dev.latchkey.runtime.CacheLimits.Range;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.feed.FeedState;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.session.TargetFigures;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The caches: how full they are, and emptying them. Thread-safe. */
public final class CachesEndpoint {
  private static final String TTL = "ttlSeconds";
  private static final String ENTRIES = "maxEntries";
  private static final String REASON = "reason";
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final Set<String> PARAMETERS =
      Stream.concat(
              Arrays.stream(EntrySelector.Kind.values()).map(EntrySelector.Kind::id),
              Stream.of(Call.DRY_RUN))
          .collect(Collectors.toUnmodifiableSet());

  private final List<ManagedCache> caches;
  private final CacheLimits limits;
  private final EventLog events;
  private final Revision revision;

  /** Shows, limits and empties these caches, and notes what was done. */
  public CachesEndpoint(
      List<ManagedCache> caches, CacheLimits limits, EventLog events, Ticker ticker) {
    this.caches = List.copyOf(caches);
    this.limits = limits;
    this.events = events;
    revision = new Revision("caches", () -> "", ticker);
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/caches", Set.of(), call -> revision.tagged(Reply.json(view()))),
        Route.read(
            "/api/v1/caches/{layer}",
            Set.of(),
            call -> revision.tagged(Reply.json(view(cache(call))))),
        Route.change(
            "PATCH", "/api/v1/caches/{layer}", call -> revision.change(call, () -> limit(call))),
        new Route(
            "DELETE",
            "/api/v1/caches",
            Route.Access.CHANGE,
            PARAMETERS,
            call ->
                call.isDryRun()
                    ? countEverywhere(call)
                    : revision.change(call, () -> dropEverywhere(call))),
        new Route(
            "DELETE",
            "/api/v1/caches/{layer}",
            Route.Access.CHANGE,
            PARAMETERS,
            call -> call.isDryRun() ? count(call) : revision.change(call, () -> empty(call))));
  }

  /** One cache. */
  public record View(
      String layer,
      long entries,
      long maxEntries,
      long weightBytes,
      long maxBytes,
      long stored,
      long refused,
      long evicted,
      long expired,
      long invalidated,
      long outages,
      long maxStalenessMillis,
      long unknownWrites,
      @Nullable FeedState feed,
      List<TargetFigures> targets,
      @Nullable Limits limits) {
    private static View of(ManagedCache cache, @Nullable Limits limits) {
      var stats = cache.stats();
      return new View(
          cache.layer().id(),
          stats.entries(),
          stats.maxEntries(),
          stats.weightBytes(),
          stats.maxBytes(),
          stats.stored(),
          stats.refused(),
          stats.evicted(),
          stats.expired(),
          stats.invalidated(),
          cache.outages(),
          cache.maxStaleness().toMillis(),
          cache instanceof SessionCache sessions ? sessions.unknownWrites() : 0,
          cache instanceof SessionCache sessions ? sessions.feed().orElse(null) : null,
          cache instanceof SessionCache sessions ? sessions.figures() : List.of(),
          limits);
    }
  }

  /**
   * What can be changed of a cache.
   *
   * @param leastTtlSeconds the shortest life that may be chosen
   * @param mostTtlSeconds the longest, which is the configured one
   * @param maxEntries null where the configuration has no such key
   * @param mostEntries the most that may be chosen, as configured
   */
  public record Limits(
      double ttlSeconds,
      double leastTtlSeconds,
      double mostTtlSeconds,
      @Nullable Integer maxEntries,
      @Nullable Integer mostEntries) {
    private static Limits of(Range range) {
      return new Limits(
          seconds(range.ttl()),
          seconds(range.leastTtl()),
          seconds(range.mostTtl()),
          range.maxEntries().isPresent() ? range.maxEntries().getAsInt() : null,
          range.mostEntries().isPresent() ? range.mostEntries().getAsInt() : null);
    }

    private static double seconds(Duration length) {
      return length.toMillis() / MILLIS_PER_SECOND;
    }
  }

  /** What emptying a cache would take out now. */
  public record WouldRemove(long wouldRemove) {}

  /** All caches. */
  public record ListView(List<View> caches) {}

  /** What emptying a cache took out. */
  public record Removed(long removed) {}

  /** Returns all caches. */
  public ListView view() {
    return new ListView(caches.stream().map(this::view).toList());
  }

  private View view(ManagedCache cache) {
    return View.of(cache, limits.range(cache.layer()).map(Limits::of).orElse(null));
  }

  /** Lives and sizes never exceed what is configured: only that says how stale answers may be. */
  private Reply limit(Call call) {
    var cache = cache(call);
    Range range =
        limits
            .range(cache.layer())
            .orElseThrow(
                () -> new ProblemException(Problem.conflict("this cache has no limits to change")));
    JsonBody body = JsonBody.of(call.body(), Set.of(TTL, ENTRIES, REASON));
    OptionalInt ttl =
        body.integer(
            TTL,
            (int) Math.ceil(Limits.seconds(range.leastTtl())),
            (int) Limits.seconds(range.mostTtl()));
    OptionalInt entries = OptionalInt.empty();
    if (range.mostEntries().isPresent()) {
      entries = body.integer(ENTRIES, 1, range.mostEntries().getAsInt());
    } else if (body.has(ENTRIES)) {
      body.error(
          "/" + ENTRIES, "how much cache " + cache.layer().id() + " holds is set by its memory");
    }
    String reason = body.text(REASON, PhasesEndpoint.MAX_REASON).orElse("");
    if (!body.has(TTL) && !body.has(ENTRIES)) {
      body.missing(TTL, "that or " + ENTRIES + ", or both");
    }
    body.check();
    String actor = call.caller().actor();
    limits.change(
        cache.layer(),
        ttl.isPresent() ? Optional.of(Duration.ofSeconds(ttl.getAsInt())) : Optional.empty(),
        entries,
        actor);
    events.add("cache.limited", Severity.INFO, actor, limited(cache, range, reason));
    return Reply.json(view(cache));
  }

  private String limited(ManagedCache cache, Range before, String reason) {
    Range now = limits.range(cache.layer()).orElse(before);
    var text = new StringBuilder("Cache " + cache.layer().id() + ": answers live for ");
    text.append(now.ttl().toSeconds()).append(" s");
    if (!now.ttl().equals(before.ttl())) {
      text.append(" instead of ").append(before.ttl().toSeconds()).append(" s");
    }
    now.maxEntries().ifPresent(most -> text.append(", and there are at most ").append(most));
    if (!now.maxEntries().equals(before.maxEntries())) {
      text.append(" instead of ").append(before.maxEntries().orElse(0));
    }
    return text.append(reason.isEmpty() ? "." : ": " + reason).toString();
  }

  private Reply empty(Call call) {
    JsonBody.of(call.body(), Set.of()).check();
    var cache = cache(call);
    var selector = selector(call);
    long removed = selector.map(each -> drop(cache, each)).orElseGet(cache::invalidateAll);
    events.add(
        "cache.invalidated",
        Severity.INFO,
        call.caller().actor(),
        "Cache "
            + cache.layer().id()
            + selector
                .map(each -> " lost what is about one " + each.kind().id() + ": ")
                .orElse(" was emptied: ")
            + removed
            + " entries.");
    return Reply.json(new Removed(removed));
  }

  /** A logout: what is about one thing goes from every cache that knows such things. */
  private Reply dropEverywhere(Call call) {
    JsonBody.of(call.body(), Set.of()).check();
    EntrySelector selector = needed(call);
    long removed = caches.stream().mapToLong(each -> each.invalidate(selector).orElse(0)).sum();
    events.add(
        "cache.invalidated",
        Severity.INFO,
        call.caller().actor(),
        "All caches lost what is about one " + selector.kind().id() + ": " + removed + " entries.");
    return Reply.json(new Removed(removed));
  }

  private Reply count(Call call) {
    var cache = cache(call);
    long would =
        selector(call)
            .map(each -> cache.count(each).orElseThrow(() -> wholeOnly(cache, each)))
            .orElseGet(() -> cache.stats().entries());
    return Reply.json(new WouldRemove(would));
  }

  /** What this process holds; what others do that share a Redis is known to them alone. */
  private Reply countEverywhere(Call call) {
    EntrySelector selector = needed(call);
    long would = caches.stream().mapToLong(each -> each.count(selector).orElse(0)).sum();
    return Reply.json(new WouldRemove(would));
  }

  private static long drop(ManagedCache cache, EntrySelector selector) {
    return cache.invalidate(selector).orElseThrow(() -> wholeOnly(cache, selector));
  }

  private static ProblemException wholeOnly(ManagedCache cache, EntrySelector selector) {
    return new ProblemException(
        Problem.validation(
            "?" + selector.kind().id(),
            "cache " + cache.layer().id() + " can be emptied as a whole only"));
  }

  private static EntrySelector needed(Call call) {
    return selector(call)
        .orElseThrow(
            () ->
                new ProblemException(Problem.validation("?subject", "name what is to be dropped")));
  }

  private static Optional<EntrySelector> selector(Call call) {
    List<EntrySelector> given = new ArrayList<>();
    for (var kind : EntrySelector.Kind.values()) {
      call.parameter(kind.id()).ifPresent(value -> given.add(new EntrySelector(kind, value)));
    }
    if (given.size() > 1) {
      throw new ProblemException(Problem.validation("", "name one thing to drop entries by"));
    }
    for (var selector : given) {
      if (selector.value().isEmpty()
          || (selector.kind() == EntrySelector.Kind.TOKEN && !Sha256.is(selector.value()))) {
        throw new ProblemException(
            Problem.validation(
                "?" + selector.kind().id(),
                selector.kind() == EntrySelector.Kind.TOKEN
                    ? selector.kind().id() + " must be " + Sha256.EXPECTED
                    : selector.kind().id() + " is empty"));
      }
    }
    return given.stream().findFirst();
  }

  private ManagedCache cache(Call call) {
    var id = call.variable("layer");
    return caches.stream()
        .filter(cache -> cache.layer().id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "there is no cache of that layer; there are: "
                            + caches.stream()
                                .map(cache -> cache.layer().id())
                                .collect(Collectors.joining(", ")))));
  }
}
