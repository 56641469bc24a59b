package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetDocument;
import dev.latchkey.runtime.jwks.KeySetLookup;
import dev.latchkey.runtime.jwks.KeySetNeed;
import dev.latchkey.runtime.jwks.KeySetRefresher;
import dev.latchkey.runtime.jwks.KeySetTicket;
import dev.latchkey.runtime.jwks.StoreResult.Stored;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.IdentityIds;
import java.lang.invoke.MethodHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1 at a library's retrieval method: the raw document is kept, and a new result object is
 * built from it for every caller.
 *
 * <p>A document is served only inside an operation whose token was seen, because only then a key
 * that is not in the document can be noticed before the application fails on it (rule K-7). A
 * receiver of another class than the woven one is left alone unless the target names it: what it
 * adds to the request is not known.
 */
final class KeySetHandler extends CachingHandler {
  private final KeySetCache cache;
  private final KeySetRefresher refresher;
  private final ShadowChecks checks;
  private final String target;
  private final OperationTracker operations;
  private final Source source;
  private final DocumentForm form;
  private final OwnBody body;
  private final Set<String> receivers;
  private final Unless unless;
  private final ForcedBy forcedBy;

  KeySetHandler(TargetConfig config, LatchkeyRuntime runtime, PhaseGate phase, IdentityIds ids) {
    // A fetch is never cheap, and what limits forced ones must not be left out.
    super(phase, runtime.forecaster(), null);
    checks = runtime.checks();
    target = config.name();
    cache = runtime.keySets();
    refresher = runtime.refresher();
    operations = runtime.operations();
    source = new Source(config, ids);
    form = new DocumentForm(config);
    body = new OwnBody(config.method().name());
    receivers = new HashSet<>(config.fetch().subclasses());
    receivers.add(config.className());
    unless = new Unless(config.unless());
    forcedBy = new ForcedBy(config.fetch().forcedBy());
  }

  @Override
  public boolean mayChange(int argument) {
    return form.isSelectedBy(argument);
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    if (self != null && !receivers.contains(self.getClass().getName())) {
      return;
    }
    if (isPartOfFetch(call.operation()) || unless.holds(self, arguments)) {
      call.outcome(CacheOutcome.DISABLED);
      return;
    }
    Optional<Fingerprint> key = source.of(call.site().number(), self, arguments);
    if (key.isPresent()) {
      boolean refused = call.operation().keysRefused() || forcedBy.holds(self, arguments);
      decide(call, new FetchOrigin(key.get(), self, arguments), treated, refused);
    }
  }

  /**
   * Returns whether another target's fetch is running, of which this one is a part: that one has
   * decided to ask origin.
   */
  private static boolean isPartOfFetch(Operation operation) {
    return operation.attachment(Attachments.RESPONSE) != null;
  }

  @Override
  long identity(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    return source
        .of(call.site().number(), self, arguments)
        .map(key -> TokenHandler.spread(key.hashCode()))
        .orElse(0L);
  }

  /**
   * A control operation is asked for without its token: it is never served, and what it fetches is
   * offered.
   */
  private void decide(Call call, FetchOrigin origin, boolean treated, boolean refused) {
    KeySetLookup lookup =
        cache.lookup(origin.source(), need(call.operation(), origin.source(), treated, refused));
    if (lookup instanceof KeySetLookup.Serve serve) {
      call.hold(new Hit(origin, serve));
      call.outcome(serve.stale() ? CacheOutcome.STALE : CacheOutcome.HIT);
    } else if (lookup instanceof KeySetLookup.Fetch fetch) {
      call.hold(Fetching.begin(call.operation(), origin, fetch.ticket()));
      call.outcome(CacheOutcome.MISS);
    } else if (lookup instanceof KeySetLookup.Bypass bypass) {
      call.hold(Fetching.begin(call.operation(), origin, bypass.ticket()));
    }
  }

  private static KeySetNeed need(
      Operation operation, Fingerprint key, boolean treated, boolean refused) {
    boolean known =
        treated && operation.tokenSeen() && operation.attachment(Attachments.TOKEN_CHECKED) == null;
    boolean again =
        operation.attachment(Attachments.SERVED_KEY_SET) instanceof Served served
            && served.current()
            && served.source().equals(key);
    return new KeySetNeed(
        known ? operation.kids() : List.of(),
        again,
        refused,
        operation.attachment(Attachments.TOKEN_NAMES_ADDRESS) != null);
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) throws Throwable {
    if (!(call.held() instanceof Hit hit)) {
      return null;
    }
    Object result = rebuild(call, hit.origin(), hit.serve().document());
    if (result != null && hit.serve().due() && refresher.wants(hit.origin().source())) {
      FetchCall again = fetchCall(call, hit.origin());
      if (method(again) != null) {
        refresher.offer(hit.origin().source(), again);
      }
    }
    return result;
  }

  /** Makes a result for this caller alone, and notes what it was made of. */
  private @Nullable Object rebuild(Call call, FetchOrigin origin, KeySetDocument document)
      throws Throwable {
    DocumentForm.Parts parts = new DocumentForm.Parts(document.text(), document.attributes());
    Object result = form.result(parts, call.type(), origin);
    if (result != null) {
      call.operation()
          .attach(Attachments.SERVED_KEY_SET, new Served(origin.source(), document, true));
      bound(call, origin);
    }
    return result;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown)
      throws Throwable {
    if (!(call.held() instanceof Fetching fetching)) {
      return null;
    }
    fetching.end(call.operation());
    FetchCall made = fetchCall(call, fetching.origin());
    Optional<KeySetDocument> stale =
        bring(made, fetching.ticket(), fetching.response(), returned, thrown);
    if (stale.isEmpty()) {
      bound(call, fetching.origin());
      return null;
    }
    call.outcome(CacheOutcome.STALE);
    return rebuild(call, fetching.origin(), stale.get());
  }

  /**
   * Counts a fetch beside what was known before. Every fetch is such a comparison, the regular ones
   * in the background too, so that no hit has to make one.
   */
  private void compared(Stored stored) {
    if (stored.changed()) {
      checks.differed(Phase.JWKS, Mismatch.KEYS_CHANGED, target);
    } else {
      checks.equal(Phase.JWKS);
    }
  }

  /**
   * What is made with a key set is good for as long as the key set; without an end, for no time.
   */
  private void bound(Call call, FetchOrigin origin) {
    OptionalLong end = cache.freshUntilNanos(origin.source());
    if (end.isPresent()) {
      Recordings.endsBy(call.operation(), end.getAsLong());
    } else {
      Recordings.spoil(call.operation());
    }
  }

  private FetchCall fetchCall(Call call, FetchOrigin origin) {
    return new FetchCall(this, call.site(), origin, call.type());
  }

  /**
   * Hands in what a fetch ended with.
   *
   * @return the document that stands in for a failure
   */
  private Optional<KeySetDocument> bring(
      FetchCall call,
      KeySetTicket ticket,
      ResponseNote response,
      @Nullable Object returned,
      @Nullable Throwable thrown)
      throws Throwable {
    try {
      Optional<DocumentForm.Parts> parts =
          thrown != null || returned == null || !response.isGood()
              ? Optional.empty()
              : form.document(returned, call.type(), call.origin());
      if (parts.isEmpty()) {
        return cache.failed(ticket, OriginFailure.mayPass(thrown, response.status()));
      }
      DocumentForm.Parts document = parts.get();
      boolean known = cache.version(call.origin().source()) > 0;
      if (cache.fetched(ticket, document.text(), document.attributes(), response.headers())
          instanceof Stored stored) {
        if (known) {
          compared(stored);
        }
        if (method(call) != null) {
          refresher.remember(call.origin().source(), call.weakly());
        }
      }
      return Optional.empty();
    } finally {
      cache.abandoned(ticket); // has no effect on one that was handed in
    }
  }

  /**
   * Returns what makes a fetch again; null when it cannot be called from here, or does not bring
   * the document by the time that it returns.
   */
  private @Nullable MethodHandle method(FetchCall call) {
    if (call.site().arrival() != Arrival.AT_ONCE) {
      return null;
    }
    Class<?> receiver = call.origin().receiver();
    if (receiver != null) {
      return body.of(receiver, call.site().signature());
    }
    Class<?> owner = call.site().owner();
    return owner == null ? null : body.ofStatic(owner, call.site().signature());
  }

  /**
   * Makes a fetch of the application once more, on a thread of the agent's own: with its trust, its
   * proxy and its headers, unless these have changed since.
   */
  void refetch(FetchCall call, KeySetTicket ticket) throws Throwable {
    FetchOrigin origin = call.origin();
    MethodHandle method = method(call);
    if (method == null
        || !source
            .of(call.site().number(), origin.self(), origin.arguments())
            .equals(Optional.of(origin.source()))) {
      refresher.forget(origin.source());
      return;
    }
    ResponseNote response = new ResponseNote();
    Object returned = null;
    Throwable thrown = null;
    operations.enterOwn(call.site().group()).attach(Attachments.RESPONSE, response);
    Thread.currentThread().setContextClassLoader(loader(call));
    try {
      returned = method.invokeWithArguments(origin.receiverAndArguments());
    } catch (Throwable failed) {
      thrown = failed;
    } finally {
      Thread.currentThread().setContextClassLoader(null);
      operations.exitOwn();
    }
    bring(call, ticket, response, returned, thrown);
  }

  /** Returns the loader that the libraries of a fetch find their parts with. */
  private static @Nullable ClassLoader loader(FetchCall call) {
    Class<?> receiver = call.origin().receiver();
    Class<?> owner = receiver == null ? call.site().owner() : receiver;
    return owner == null ? null : owner.getClassLoader();
  }

  /** A call that is answered. */
  private record Hit(FetchOrigin origin, KeySetLookup.Serve serve) {}

  /** A call that fetches. */
  private record Fetching(FetchOrigin origin, KeySetTicket ticket, ResponseNote response) {
    static Fetching begin(Operation operation, FetchOrigin origin, KeySetTicket ticket) {
      ResponseNote response = new ResponseNote();
      operation.attach(Attachments.RESPONSE, response);
      return new Fetching(origin, ticket, response);
    }

    void end(Operation operation) {
      operation.attach(Attachments.RESPONSE, null);
    }
  }

  /**
   * The document that an operation was served, and where it is from.
   *
   * @param current whether it was for the token that was seen last
   */
  record Served(Fingerprint source, KeySetDocument document, boolean current) {
    Served forEarlierToken() {
      return new Served(source, document, false);
    }
  }
}
