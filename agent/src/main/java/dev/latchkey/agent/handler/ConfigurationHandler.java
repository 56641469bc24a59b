package dev.latchkey.agent.handler;

import org.jspecify.annotations.Nullable;

/**
 * Sees a validator's settings change: answers that it gave before are its answers no more. Counted
 * before and after, because what runs in between may see some of both (rule V-5). Never answers a
 * call, and cannot fail.
 */
final class ConfigurationHandler implements CallHandler {
  private final Receivers receivers;

  ConfigurationHandler(Receivers receivers) {
    this.receivers = receivers;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    Receiver receiver = receivers.known(self);
    if (receiver != null) {
      receiver.changed();
      call.hold(receiver);
    }
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (call.held() instanceof Receiver receiver) {
      receiver.changed();
    }
    return null;
  }
}
