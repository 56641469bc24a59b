package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.store.IdentityIds;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call depends on, as far as the target's configuration tells: the arguments and other
 * values named by {@code key} (all arguments when it names none), and the objects named by {@code
 * identity}, each of which separates entries.
 *
 * <p>Thread-safe.
 */
final class Source {
  private final String target;
  private final PathReader[] key;
  private final PathReader[] identity;
  private final int chooser;
  private final IdentityIds ids;

  Source(TargetConfig config, IdentityIds ids) {
    target = config.name();
    key = PathReader.all(config.key());
    identity = PathReader.all(config.identity());
    chooser = config.fetch().selectedBy().map(KeyPath::argument).orElse(-1);
    this.ids = ids;
  }

  /**
   * Returns the fingerprint of a call at a site, or nothing when it cannot be told what the call
   * depends on: a value without an equality that we know, none of the values that the key names, or
   * an argument that is not null and that the key does not name. What only chooses from a key set
   * is nothing that the key set depends on.
   */
  Optional<Fingerprint> of(int site, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    FingerprintBuilder fingerprint = FingerprintBuilder.of(target).number(site);
    boolean known = key.length == 0;
    for (PathReader each : key) {
      Object value = each.read(self, arguments, null);
      known |= value != null;
      if (!ValueDigest.append(fingerprint, value)) {
        return Optional.empty();
      }
    }
    if (!known) {
      return Optional.empty();
    }
    if (key.length == 0 && !ValueDigest.append(fingerprint, Arrays.asList(arguments))) {
      return Optional.empty();
    }
    for (PathReader each : identity) {
      Object value = each.read(self, arguments, null);
      fingerprint.number(value == null ? 0 : ids.idOf(value));
    }
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] != null && !isNamed(i)) {
        return Optional.empty();
      }
    }
    return Optional.of(fingerprint.build());
  }

  private boolean isNamed(int argument) {
    return key.length == 0
        || argument == chooser
        || names(key, argument)
        || names(identity, argument);
  }

  private static boolean names(PathReader[] paths, int argument) {
    for (PathReader each : paths) {
      if (each.path().root() == KeyPath.Root.ARGUMENT && each.path().argument() == argument) {
        return true;
      }
    }
    return false;
  }
}
