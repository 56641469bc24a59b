package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.store.IdentityIds;
import dev.latchkey.runtime.token.SignatureKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an answer for a token depends on: the target, the place where it is woven, which stands for
 * the class loader, the validator and its settings, the whole token, and what else the
 * configuration names. An argument that it does not name has to be null. Thread-safe.
 */
final class ValidationKey {
  private static final String DOMAIN = "full";

  private final long epoch;
  private final PathReader token;
  private final PathReader[] key;
  private final PathReader[] identity;
  private final PathReader[] unless;

  /** By number, the arguments that a path begins with. */
  private final boolean[] named;

  private final boolean everyArgument;
  private final IdentityIds ids;

  /**
   * @param epoch one that no other target has, and another one each time that the target's
   *     configuration changes (rule C-6)
   */
  ValidationKey(TargetConfig config, long epoch, IdentityIds ids) {
    this.epoch = epoch;
    KeyPath path = config.token().orElse(new KeyPath(Root.ARGUMENT, 0, List.of()));
    token = new PathReader(path);
    everyArgument = config.key().isEmpty();
    key = PathReader.all(config.key().stream().filter(each -> !each.equals(path)).toList());
    identity = PathReader.all(config.identity());
    unless = PathReader.all(config.unless());
    named =
        named(
            Stream.of(new PathReader[] {token}, key, identity).<PathReader>flatMap(Arrays::stream));
    this.ids = ids;
  }

  /** Returns the token of a call; null when there is none, or one that is too long to hash. */
  @Nullable String token(@Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    return token.read(self, arguments, null) instanceof CharSequence text
            && text.length() <= SignatureKey.MAX_TOKEN_BYTES
            && !text.isEmpty()
        ? text.toString()
        : null;
  }

  /** Returns the fingerprint of a call; null when it cannot be told what the call depends on. */
  @Nullable Fingerprint of(
      Call call,
      Receiver receiver,
      String presented,
      @Nullable Object self,
      @Nullable Object[] arguments)
      throws Throwable {
    if (isKeptOut(self, arguments)) {
      return null;
    }
    FingerprintBuilder fingerprint =
        FingerprintBuilder.of(DOMAIN)
            .number(epoch)
            .number(call.site().number())
            .number(receiver.id())
            .number(receiver.generation())
            .text(presented);
    for (PathReader each : key) {
      if (!ValueDigest.append(fingerprint, each.read(self, arguments, null))) {
        return null;
      }
    }
    for (PathReader each : identity) {
      Object value = each.read(self, arguments, null);
      fingerprint.number(value == null ? 0 : ids.idOf(value));
    }
    for (int i = 0; i < arguments.length; i++) {
      if (!isNamed(i) && !takesIn(fingerprint, arguments[i])) {
        return null;
      }
    }
    return fingerprint.build();
  }

  private boolean takesIn(FingerprintBuilder fingerprint, @Nullable Object argument) {
    return everyArgument ? ValueDigest.append(fingerprint, argument) : argument == null;
  }

  private boolean isKeptOut(@Nullable Object self, @Nullable Object[] arguments) throws Throwable {
    for (PathReader each : unless) {
      Object value = each.read(self, arguments, null);
      if (value instanceof Collection<?> many ? !many.isEmpty() : value != null) {
        return true;
      }
    }
    return false;
  }

  private boolean isNamed(int argument) {
    return argument < named.length && named[argument];
  }

  private static boolean[] named(Stream<PathReader> paths) {
    int[] arguments =
        paths
            .map(PathReader::path)
            .filter(path -> path.root() == Root.ARGUMENT)
            .mapToInt(KeyPath::argument)
            .toArray();
    boolean[] named = new boolean[Arrays.stream(arguments).max().orElse(-1) + 1];
    for (int argument : arguments) {
      named[argument] = true;
    }
    return named;
  }
}
