package dev.latchkey.agent.handler;

import org.jspecify.annotations.Nullable;

/** Sees a password being verified. Never answers a call, and looks at no argument. */
final class PasswordHandler implements CallHandler {
  private final Logins logins;

  PasswordHandler(Logins logins) {
    this.logins = logins;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    logins.verifies(call.operation());
  }
}
