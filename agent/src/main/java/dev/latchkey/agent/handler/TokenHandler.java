package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.operation.Operation;
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
  private final PathReader token;

  TokenHandler(PhaseSwitches phases, KeyPath token) {
    this.phases = phases;
    this.token = new PathReader(token);
  }

  @Override
  public boolean isActive() {
    return phases.anyEnabled();
  }

  @Override
  public boolean caches() {
    return false;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    if (token.read(self, arguments, null) instanceof String text) {
      note(call.operation(), Bearer.bare(text));
    }
  }

  /** Notes a token that the operation is about; does nothing for one that is no signed token. */
  static void note(Operation operation, String compact) {
    Optional<TokenHeader> header = TokenHeader.parse(compact);
    if (header.isPresent()) {
      operation.markTokenSeen();
      operation.attach(Attachments.TOKEN_CHECKED, null);
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
