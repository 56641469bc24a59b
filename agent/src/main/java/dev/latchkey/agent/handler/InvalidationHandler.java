package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations;
import dev.latchkey.runtime.token.Revocations.Claim;
import dev.latchkey.runtime.token.ValidationCache;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees a method of the application take something back, such as a logout or a revocation endpoint:
 * what was kept for that token, login or subject falls before the method runs and again before it
 * returns, however it ends (rule O-4). Never answers a call.
 */
final class InvalidationHandler implements CallHandler {
  private static final List<ClaimKind> NAMES =
      List.of(ClaimKind.ID, ClaimKind.SESSION, ClaimKind.SUBJECT);

  private final PathReader[] paths;
  private final PhaseSwitches phases;
  private final ValidationCache validations;
  private final Revocations revocations;

  /**
   * @param key where the call names a token, or what a token names by jti, sid or sub; without any,
   *     all that is kept falls
   */
  InvalidationHandler(
      List<KeyPath> key,
      PhaseSwitches phases,
      ValidationCache validations,
      Revocations revocations) {
    paths = PathReader.all(key);
    this.phases = phases;
    this.validations = validations;
    this.revocations = revocations;
  }

  @Override
  public boolean isActive() {
    return phases.anyActive();
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    List<Claim> claims = new ArrayList<>();
    boolean known = paths.length != 0;
    for (PathReader each : paths) {
      known &= each.path().root() != Root.RESULT && add(each, self, arguments, claims);
    }
    Falling falling = new Falling(known, claims);
    call.hold(falling);
    drop(falling);
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Falling falling) {
      drop(falling);
    }
    return null;
  }

  /** Where it cannot be told what is meant, everything is. */
  private void drop(Falling falling) {
    if (falling.known()) {
      revocations.drop(falling.claims());
    } else {
      validations.clear();
    }
  }

  private static boolean add(
      PathReader path, @Nullable Object self, @Nullable Object[] arguments, List<Claim> claims) {
    try {
      if (!(path.read(self, arguments, null) instanceof CharSequence text)) {
        return false;
      }
      claims.add(new Claim(ClaimKind.TOKEN, TokenDigest.sha256(Bearer.bare(text.toString()))));
      NAMES.forEach(kind -> claims.add(new Claim(kind, text.toString())));
      return true;
    } catch (Throwable unreadable) {
      return false;
    }
  }

  /**
   * What falls with one call.
   *
   * @param known whether the claims say all of it
   */
  private record Falling(boolean known, List<Claim> claims) {}
}
