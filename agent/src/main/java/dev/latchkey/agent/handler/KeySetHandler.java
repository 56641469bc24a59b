package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetDocument;
import dev.latchkey.runtime.jwks.KeySetLookup;
import dev.latchkey.runtime.jwks.KeySetTicket;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.IdentityIds;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1 at a library's retrieval method: the raw document is kept, and a new result object is
 * built from it for every caller.
 *
 * <p>A document is served only inside an operation whose token was seen, because only then a key
 * that is not in the document can be noticed before the application fails on it (rule K-7). A
 * receiver whose class overrides parts of the woven class is left alone: what it adds to the
 * request is not known.
 */
final class KeySetHandler extends CachingHandler {
  private final KeySetCache cache;
  private final Source source;
  private final DocumentForm form;
  private final String declaringClass;

  KeySetHandler(TargetConfig config, KeySetCache cache, PhaseGate phase, IdentityIds ids) {
    super(phase);
    this.cache = cache;
    source = new Source(config, ids);
    form = new DocumentForm(config);
    declaringClass = config.className();
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    if (self != null && !self.getClass().getName().equals(declaringClass)) {
      return;
    }
    Optional<Fingerprint> key = source.of(call, self, arguments);
    if (key.isPresent()) {
      decide(call, key.get(), self == null ? null : self.getClass(), treated);
    }
  }

  /**
   * A control operation is asked for without its token: it is never served, and what it fetches is
   * offered.
   */
  private void decide(Call call, Fingerprint key, @Nullable Class<?> receiver, boolean treated) {
    Operation operation = call.operation();
    List<String> kids = treated && isTokenKnown(operation) ? operation.kids() : List.of();
    KeySetLookup lookup = cache.lookup(key, kids);
    if (lookup instanceof KeySetLookup.Serve serve) {
      call.hold(new Hit(new Served(key, serve.document()), receiver));
      call.outcome(serve.stale() ? CacheOutcome.STALE : CacheOutcome.HIT);
    } else if (lookup instanceof KeySetLookup.Fetch fetch) {
      call.hold(new Fetching(fetch.ticket(), receiver));
      call.outcome(CacheOutcome.MISS);
    } else if (lookup instanceof KeySetLookup.Bypass bypass) {
      call.hold(new Fetching(bypass.ticket(), receiver));
    }
  }

  private static boolean isTokenKnown(Operation operation) {
    return operation.tokenSeen() && operation.attachment(Attachments.TOKEN_CHECKED) == null;
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) throws Throwable {
    if (!(call.held() instanceof Hit hit)) {
      return null;
    }
    KeySetDocument document = hit.served().document();
    Object result =
        form.rebuild(
            new DocumentForm.Parts(document.text(), document.attributes()), type, hit.receiver());
    if (result != null) {
      call.operation().attach(Attachments.SERVED_KEY_SET, hit.served());
    }
    return result;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown)
      throws Throwable {
    if (!(call.held() instanceof Fetching fetching)) {
      return null;
    }
    Optional<DocumentForm.Parts> parts =
        thrown != null || returned == null
            ? Optional.empty()
            : form.parts(returned, call.type(), fetching.receiver());
    if (parts.isPresent()) {
      cache.fetched(fetching.ticket(), parts.get().text(), parts.get().attributes());
    } else {
      cache.failed(fetching.ticket(), false);
    }
    return null;
  }

  /** A call that is answered; the receiver's class is null for a static method. */
  private record Hit(Served served, @Nullable Class<?> receiver) {}

  /** A call that fetches. */
  private record Fetching(KeySetTicket ticket, @Nullable Class<?> receiver) {}

  /** The document that an operation was served, and where it is from. */
  record Served(Fingerprint source, KeySetDocument document) {}
}
