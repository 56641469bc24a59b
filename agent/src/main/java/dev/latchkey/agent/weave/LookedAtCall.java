package dev.latchkey.agent.weave;

import dev.latchkey.agent.gate.LatchkeyGate;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Inlined into methods whose calls somebody looks at and never answers. */
final class LookedAtCall {
  private LookedAtCall() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static @Nullable Object enter(
      @SiteId int site,
      @Advice.This(optional = true) @Nullable Object self,
      @Advice.AllArguments @Nullable Object[] arguments) {
    return LatchkeyGate.looks(site) ? LatchkeyGate.look(site, self, arguments) : null;
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @SiteId int site,
      @Advice.Enter @Nullable Object call,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown @Nullable Throwable thrown) {
    LatchkeyGate.looked(site, call, returned, thrown);
  }
}
