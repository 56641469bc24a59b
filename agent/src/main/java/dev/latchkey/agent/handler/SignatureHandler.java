package dev.latchkey.agent.handler;

import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.config.SignaturePaths;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.gate.Benefit;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.IdentityIds;
import dev.latchkey.runtime.token.SignatureKey;
import dev.latchkey.runtime.token.SignatureMemo;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Phase 2, tier {@code signature}: remembers that a signature verified. The method answers for the
 * signature alone; everything else of a validation still runs in the application (rule S-1). It
 * says so by returning {@code true} or, when it has no result, by returning at all.
 */
final class SignatureHandler extends CachingHandler {
  private final String primitive;
  private final SignatureMemo memo;
  private final KeySetCache keySets;
  private final PhaseGate keySetPhase;
  private final ShadowChecks checks;
  private final BooleanSupplier sample;
  private final IdentityIds ids;
  private final PathReader algorithm;
  private final PathReader[] keys;
  private final PathReader[] token;
  private final Unless unless;
  private final PathReader[] dependencies;
  private final PathReader[] identities;

  SignatureHandler(
      TargetConfig config,
      SignaturePaths paths,
      SignatureMemo memo,
      KeySetCache keySets,
      PhaseGate phase,
      PhaseGate keySetPhase,
      ShadowChecks checks,
      Forecaster forecaster,
      Benefit benefit,
      IdentityIds ids) {
    super(phase, forecaster, benefit);
    this.checks = checks;
    sample = checks.sample();
    primitive = config.name();
    this.memo = memo;
    this.keySets = keySets;
    this.keySetPhase = keySetPhase;
    this.ids = ids;
    algorithm = new PathReader(paths.algorithm());
    keys = PathReader.all(paths.key());
    token = PathReader.all(paths.token());
    unless = new Unless(config.unless());
    dependencies = PathReader.all(config.key());
    identities = PathReader.all(config.identity());
  }

  /** A signature that fails says something about the key set as well (rule K-10). */
  @Override
  public boolean isActive() {
    return super.isActive() || keySetPhase.isOn();
  }

  @Override
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments) {
    operation.attach(Attachments.TOKEN_CHECKED, true);
  }

  @Override
  void consult(Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable {
    Fingerprint signature = fingerprint(self, arguments);
    if (signature == null) {
      return;
    }
    call.hold(signature);
    if (treated) {
      boolean known = isKnown(call, signature);
      boolean verified = known && sample.getAsBoolean();
      call.outcome(known && !verified ? CacheOutcome.HIT : CacheOutcome.MISS);
      if (verified) {
        compared(call);
        call.hold(new Checked(signature));
      }
    } else if (comparesUnserved() && isKnown(call, signature)) {
      call.hold(new Checked(signature));
    }
  }

  @Override
  long identity(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    int hash = 1;
    for (PathReader each : token) {
      Object part = each.read(self, arguments, null);
      hash = 31 * hash + (part instanceof byte[] bytes ? Arrays.hashCode(bytes) : hash(part));
    }
    return TokenHandler.spread(hash);
  }

  /** Other parts than text say by their identity, if anything, that two calls differ. */
  private static int hash(@Nullable Object part) {
    return part instanceof CharSequence ? part.toString().hashCode() : Objects.hashCode(part);
  }

  /** A signature that is known and that the application verifies all the same. */
  private record Checked(Fingerprint signature) {}

  private boolean isKnown(Call call, Fingerprint signature) {
    return call.isBegun() ? memo.known(signature, call.begunNanos()) : memo.known(signature);
  }

  @Override
  public @Nullable Object answer(Call call, Class<?> type) {
    if (type == Boolean.class) {
      return true;
    }
    return type == Void.class ? CallHandler.NO_RESULT : null;
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (thrown == null && saysVerified(call.type(), returned)) {
      if (call.held() instanceof Fingerprint signature) {
        memo.verified(signature);
      } else if (call.held() instanceof Checked) {
        checks.equal(Phase.JWT);
      }
      return null;
    }
    if (call.held() instanceof Checked checked && isRefusal(returned, thrown)) {
      memo.forget(checked.signature());
      checks.differed(Phase.JWT, Mismatch.WRONG_ACCEPT, primitive);
    }
    if (call.held() instanceof Fingerprint && isRefusal(returned, thrown)) {
      unjudged(call);
    }
    if ((thrown != null || Boolean.FALSE.equals(returned))
        && call.operation().attachment(Attachments.SERVED_KEY_SET)
            instanceof KeySetHandler.Served served) {
      keySets.signatureFailed(served.source(), served.document().digest());
    }
    return null;
  }

  /** An error of the JVM, such as a stack that is full, says nothing about a signature. */
  private static boolean isRefusal(@Nullable Object returned, @Nullable Throwable thrown) {
    return thrown == null ? Boolean.FALSE.equals(returned) : thrown instanceof Exception;
  }

  private static boolean saysVerified(Class<?> type, @Nullable Object returned) {
    return type == Void.class ? returned == null : Boolean.TRUE.equals(returned);
  }

  /** Returns the fingerprint, or null for a call that must not, or cannot, be remembered. */
  private @Nullable Fingerprint fingerprint(@Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    if (unless.holds(self, arguments)) {
      return null;
    }
    SignatureKey begun =
        VerificationKey.begin(
            primitive, algorithm.read(self, arguments, null), key(self, arguments));
    return begun != null && isComplete(begun, self, arguments) ? begun.buildUnlessTooLong() : null;
  }

  private @Nullable Object key(@Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    for (PathReader each : keys) {
      try {
        Object found = each.read(self, arguments, null);
        if (found != null) {
          return found;
        }
      } catch (NoSuchMethodException | NoSuchFieldException otherForm) {
        if (keys.length == 1) {
          throw otherForm;
        }
      }
    }
    return null;
  }

  private boolean isComplete(
      SignatureKey signature, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    for (PathReader each : token) {
      if (!TokenPart.append(signature, each.read(self, arguments, null))) {
        return false;
      }
    }
    for (PathReader each : dependencies) {
      if (!ValueDigest.append(signature, each.read(self, arguments, null))) {
        return false;
      }
    }
    for (PathReader each : identities) {
      Object object = each.read(self, arguments, null);
      signature.number(object == null ? 0L : ids.idOf(object));
    }
    return true;
  }
}
