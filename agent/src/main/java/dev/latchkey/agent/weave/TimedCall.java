package dev.latchkey.agent.weave;

import dev.latchkey.agent.gate.LatchkeyGate;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Inlined into methods that are timed and otherwise left alone. */
final class TimedCall {
  private TimedCall() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(@SiteId int site) {
    return LatchkeyGate.begin(site);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @SiteId int site,
      @Advice.Enter @Nullable Object call,
      @Advice.Thrown @Nullable Throwable thrown) {
    LatchkeyGate.end(site, call, thrown);
  }
}
