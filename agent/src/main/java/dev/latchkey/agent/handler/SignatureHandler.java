package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.SignaturePaths;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.IdentityIds;
import dev.latchkey.runtime.token.SignatureKey;
import dev.latchkey.runtime.token.SignatureMemo;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phase 2, tier {@code signature}: remembers that a signature verified. The method answers for the
 * signature alone; everything else of a validation still runs in the application (rule S-1).
 */
final class SignatureHandler extends CachingHandler {
  private final SignatureMemo memo;
  private final KeySetCache keySets;
  private final IdentityIds ids;
  private final PathReader algorithm;
  private final PathReader key;
  private final PathReader input;
  private final PathReader value;
  private final List<PathReader> unless;
  private final @Nullable PathReader identity;

  SignatureHandler(
      TargetConfig config,
      SignaturePaths paths,
      SignatureMemo memo,
      KeySetCache keySets,
      PhaseGate phase,
      IdentityIds ids) {
    super(phase);
    this.memo = memo;
    this.keySets = keySets;
    this.ids = ids;
    algorithm = new PathReader(paths.algorithm());
    key = new PathReader(paths.key());
    input = new PathReader(paths.input());
    value = new PathReader(paths.value());
    unless = PathReader.all(config.unless());
    identity = config.identity().isEmpty() ? null : new PathReader(config.identity().get(0));
  }

  @Override
  void begin(Operation operation) {
    operation.attach(Attachments.TOKEN_CHECKED, true);
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    Optional<Fingerprint> signature = fingerprint(self, arguments);
    if (signature.isEmpty()) {
      return;
    }
    call.hold(signature.get());
    if (treated) {
      call.outcome(memo.known(signature.get()) ? CacheOutcome.HIT : CacheOutcome.MISS);
    }
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    return (call.outcome() == CacheOutcome.HIT && type == Boolean.class) ? Boolean.TRUE : null;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (Boolean.TRUE.equals(returned) && thrown == null) {
      if (call.held() instanceof Fingerprint signature) {
        memo.verified(signature);
      }
    } else if ((thrown != null || Boolean.FALSE.equals(returned))
        && call.operation().attachment(Attachments.SERVED_KEY_SET)
            instanceof KeySetHandler.Served served) {
      keySets.signatureFailed(served.source(), served.document().digest());
    }
    return null;
  }

  private Optional<Fingerprint> fingerprint(@Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    for (PathReader each : unless) {
      if (isPresent(each.read(self, arguments, null))) {
        return Optional.empty();
      }
    }
    if (!(key.read(self, arguments, null) instanceof PublicKey publicKey)
        || !(algorithm.read(self, arguments, null) instanceof String name)
        || !(input.read(self, arguments, null) instanceof byte[] signed)) {
      return Optional.empty();
    }
    byte[] signature = bytes(value.read(self, arguments, null));
    if (signature == null) {
      return Optional.empty();
    }
    return SignatureKey.of(name, publicKey, signed, signature, provider(self, arguments), "");
  }

  /**
   * Returns the identity of the object that carries the verification out; 0 for whatever the JDK
   * chooses.
   */
  private long provider(@Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    Object object = identity == null ? null : identity.read(self, arguments, null);
    return object == null ? 0 : ids.idOf(object);
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : value instanceof String text ? text.getBytes(StandardCharsets.ISO_8859_1) : null;
  }

  private static boolean isPresent(@Nullable Object value) {
    return value instanceof Collection<?> many ? !many.isEmpty() : value != null;
  }
}
