package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.session.Names;
import dev.latchkey.runtime.session.PortableKey;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.store.IdentityIds;
import java.sql.Connection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the answer of a user lookup depends on: the target and its configuration, the place where it
 * is woven, which stands for the class loader, the object, and either all arguments by value or
 * what the configuration names (safety rules SES-2 and U-1). An argument that it does not name has
 * to be null, or the connection that the lookup uses. Thread-safe.
 */
final class LookupKey {
  private final String target;
  private final long epoch;
  private final PathReader[] key;
  private final PathReader[] unless;
  private final PathReader[] identity;
  private final IdentityIds ids;
  private final String portable;

  /**
   * @param epoch another one each time that the target's configuration changes (rule C-6)
   */
  LookupKey(TargetConfig config, long epoch, IdentityIds ids) {
    target = config.name();
    this.epoch = epoch;
    key = PathReader.all(config.key());
    unless = PathReader.all(config.unless());
    identity = PathReader.all(config.identity());
    this.ids = ids;
    portable =
        String.join(
            "\n",
            config.className(),
            config.method().toString(),
            config.key().toString(),
            config.expiresAt().toString());
  }

  /**
   * A call's key. Other processes know it by the target and the class of the object, of which there
   * has to be one, and by the same values.
   *
   * @param values each with a name
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Parts(
      LookupKey of, Fingerprint fingerprint, @Nullable Object[] values, @Nullable Class<?> type)
      implements PortableKey, Supplier<Names> {
    /** Returns the values that a person would know the user by, before the application runs. */
    @Override
    public Names get() {
      return Names.ofNamed(values);
    }

    @Override
    public byte @Nullable [] digest() {
      return of.digest(type, values);
    }
  }

  private byte @Nullable [] digest(@Nullable Class<?> type, @Nullable Object[] values) {
    if (identity.length != 0) {
      return null;
    }
    FingerprintBuilder digest =
        FingerprintBuilder.of("shared lookup")
            .text(target)
            .text(portable)
            .text(type == null ? null : type.getName())
            .number(values.length);
    for (Object each : values) {
      if (!ValueDigest.append(digest, each)) {
        return null;
      }
    }
    return digest.build().bytes();
  }

  /** Returns the key of a call; null when it cannot be told what the call depends on. */
  @Nullable Parts of(Call call, @Nullable Object self, long receiver, @Nullable Object[] arguments)
      throws Throwable {
    for (PathReader each : unless) {
      if (each.read(self, arguments, null) != null) {
        return null;
      }
    }
    @Nullable Object[] values = values(self, arguments);
    if (values == null || !Names.exist(values)) {
      return null;
    }
    FingerprintBuilder fingerprint =
        FingerprintBuilder.of(target)
            .number(epoch)
            .number(call.site().number())
            .number(receiver)
            .number(values.length);
    for (PathReader each : identity) {
      Object value = each.read(self, arguments, null);
      fingerprint.number(value == null ? 0 : ids.idOf(value));
    }
    for (Object each : values) {
      if (!ValueDigest.append(fingerprint, each)) {
        return null;
      }
    }
    return new Parts(this, fingerprint.build(), values, self == null ? null : self.getClass());
  }

  private @Nullable Object @Nullable [] values(@Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    if (key.length == 0) {
      return arguments.clone();
    }
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] != null && !(arguments[i] instanceof Connection) && !isNamed(i)) {
        return null;
      }
    }
    @Nullable Object[] values = new @Nullable Object[key.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = key[i].read(self, arguments, null);
    }
    return values;
  }

  private boolean isNamed(int argument) {
    return names(key, argument) || names(identity, argument);
  }

  private static boolean names(PathReader[] paths, int argument) {
    for (PathReader each : paths) {
      KeyPath path = each.path();
      if (path.root() == Root.ARGUMENT && path.argument() == argument) {
        return true;
      }
    }
    return false;
  }
}
