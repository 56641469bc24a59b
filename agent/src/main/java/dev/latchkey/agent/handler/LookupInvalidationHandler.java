package dev.latchkey.agent.handler;

import dev.latchkey.runtime.coherence.Coherence;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.Names;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees a method of the application change a user: what is kept of that user falls before the method
 * runs, again before it returns, however it ends, and again when the transaction ends that it ran
 * in (safety rules U-4 and U-6). Looks at every call, whatever the phase does. Never answers one.
 */
final class LookupInvalidationHandler implements CallHandler {
  private final PathReader[] paths;
  private final WovenLookups lookups;
  private final Coherence coherence;

  /**
   * @param key where the call names the user, in the order of the lookup's own key; without any,
   *     all that the target keeps falls
   */
  LookupInvalidationHandler(List<KeyPath> key, WovenLookups lookups, Coherence coherence) {
    this.coherence = coherence;
    paths = PathReader.all(key);
    this.lookups = lookups;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    Changing changing = new Changing(self, arguments.clone());
    call.hold(changing);
    boolean told = Arrays.stream(paths).noneMatch(each -> each.path().root() == Root.RESULT);
    changed(told ? values(changing, null) : null);
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Changing changing) {
      // The name may have been changed by the call: what it was and what it is both fall.
      changed(values(changing, returned));
    }
    return null;
  }

  private void changed(@Nullable Object @Nullable [] values) {
    Names names = values == null ? null : Names.of(values);
    LookupTarget target = lookups.peek();
    if (target != null) {
      target.invalidate(names);
    }
    if (names == null || values == null) {
      coherence.anyUserChanged();
    } else if (coherence.isOn()) {
      coherence.userChanged(Arrays.stream(values).map(String::valueOf).toList());
    }
  }

  /** Returns what the user is known by; null for everybody when it cannot be told. */
  private @Nullable Object @Nullable [] values(Changing call, @Nullable Object returned) {
    if (paths.length == 0) {
      return null;
    }
    try {
      @Nullable Object[] values = new @Nullable Object[paths.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = paths[i].read(call.self, call.arguments, returned);
        if (values[i] == null) {
          return null;
        }
      }
      return values;
    } catch (Throwable unreadable) {
      return null;
    }
  }

  /** A call until it ends. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Changing(@Nullable Object self, @Nullable Object[] arguments) {}
}
