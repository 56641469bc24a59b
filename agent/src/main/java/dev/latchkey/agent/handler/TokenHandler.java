package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.token.TokenHeader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees the token that an auth operation is about: which key it names, and which subject's cohort it
 * falls into. Never answers a call.
 */
final class TokenHandler implements CallHandler {
  private final PhaseSwitches phases;
  private final @Nullable PathReader token;
  private final @Nullable PathReader kid;

  /** Sees what the target's {@code token} and {@code kid} paths lead to. */
  TokenHandler(PhaseSwitches phases, TargetConfig config) {
    this.phases = phases;
    token = config.token().map(PathReader::new).orElse(null);
    kid = config.kid().map(PathReader::new).orElse(null);
  }

  @Override
  public boolean isActive() {
    return phases.anyActive();
  }

  /** A key set is served for a token alone, and found fault with where that is checked. */
  @Override
  public boolean carriesToken() {
    return phases.isEnabled(Phase.JWKS);
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    if (kid != null) {
      noteKid(call.operation(), kid.read(self, arguments, null));
    }
    if (token != null && token.read(self, arguments, null) instanceof String text) {
      note(call.operation(), Bearer.bare(text));
    }
  }

  /** A call that asks for one key by its id stands for a token that names this key. */
  private static void noteKid(Operation operation, @Nullable Object kid) {
    if (kid == null || kid instanceof String) {
      begin(operation);
      operation.addKid((String) kid);
    }
  }

  private static void begin(Operation operation) {
    operation.markTokenSeen();
    operation.attach(Attachments.TOKEN_CHECKED, null);
    if (operation.attachment(Attachments.SERVED_KEY_SET) instanceof KeySetHandler.Served served) {
      operation.attach(Attachments.SERVED_KEY_SET, served.forEarlierToken());
    }
  }

  /** Notes a token that the operation is about; does nothing for one that is no signed token. */
  static void note(Operation operation, String compact) {
    Optional<TokenHeader> header = TokenHeader.parse(compact);
    if (header.isPresent()) {
      begin(operation);
      if (header.get().namesAddress()) {
        operation.attach(Attachments.TOKEN_NAMES_ADDRESS, true);
      }
      operation.addKid(header.get().kid());
      operation.subject(spread(compact.hashCode()));
    }
  }

  /** A subject decides about a cohort only, never about an answer, so that a cheap hash serves. */
  static long spread(int hash) {
    long mixed = hash * 0x9E3779B97F4A7C15L;
    return mixed == 0 ? 1 : mixed;
  }
}
