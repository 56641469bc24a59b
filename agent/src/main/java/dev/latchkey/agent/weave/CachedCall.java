package dev.latchkey.agent.weave;

import dev.latchkey.agent.gate.LatchkeyGate;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * Inlined into methods that a cache may answer. Everything that can fail happens in enter, where a
 * failure means that the method's own body runs; after a skipped body exit does nothing but assign,
 * because a failure there would return null in the application's name. After a body that ran, what
 * exit assigns was type-checked behind the gate.
 */
final class CachedCall {
  private CachedCall() {}

  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
  static @Nullable Object enter(
      @SiteId int site,
      @ResultType Class<?> type,
      @Advice.This(optional = true) @Nullable Object self,
      @Advice.AllArguments @Nullable Object[] arguments,
      @Advice.Local("call") @Nullable Object call) {
    if (LatchkeyGate.consults(site)) {
      call = LatchkeyGate.enter(site, self, arguments);
      return LatchkeyGate.answer(call, type);
    }
    call = LatchkeyGate.begin(site);
    return null;
  }

  @SuppressWarnings({
    "ParameterName",
    "UnusedVariable",
    "UnusedAssignment"
  }) // the assignment is the woven method's result
  @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
  static void exit(
      @SiteId int site,
      @Advice.Enter @Nullable Object answer,
      @Advice.Local("call") @Nullable Object call,
      @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown(readOnly = false, typing = Assigner.Typing.DYNAMIC)
          @Nullable Throwable thrown) {
    if (answer == LatchkeyGate.NOTHING) {
      returned = null;
    } else if (answer != null) {
      returned = answer;
    } else {
      Object substitute = LatchkeyGate.leave(site, call, returned, thrown);
      if (substitute != null) {
        returned = substitute;
        thrown = null;
      }
    }
  }
}
