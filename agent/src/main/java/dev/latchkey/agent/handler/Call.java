package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One running call that a handler looks at. Confined to the thread of the call, or handed from one
 * to the next with the value that the call is about.
 */
final class Call implements Runnable {
  private final Site site;
  private final Operation operation;
  private Class<?> type = Void.class;
  private CacheOutcome outcome = CacheOutcome.BYPASS;
  private @Nullable Object held;

  Call(Site site, Operation operation) {
    this.site = site;
    this.operation = operation;
  }

  Site site() {
    return site;
  }

  Operation operation() {
    return operation;
  }

  /** Returns the woven method's return type, boxed. */
  Class<?> type() {
    return type;
  }

  void type(Class<?> returnType) {
    type = returnType;
  }

  CacheOutcome outcome() {
    return outcome;
  }

  void outcome(CacheOutcome noted) {
    outcome = noted;
  }

  /** Returns whether the method has begun and not ended, other than for what goes on after it. */
  boolean isBegun() {
    return operation.isOpen(site.group());
  }

  /** Returns when the call began, by the clock of the operations; only before the method ends. */
  long begunNanos() {
    return operation.begunNanos(site.group());
  }

  /** Returns this call as it goes on after the operation that it was made in. */
  Call later() {
    Call later = new Call(site, operation.detached());
    later.type = type;
    later.outcome = outcome;
    later.held = held;
    return later;
  }

  /** Returns whether the cache has an answer. */
  boolean isServed() {
    return outcome == CacheOutcome.HIT || outcome == CacheOutcome.STALE;
  }

  /** Forgets what was decided: the application's own code answers, and nothing of it is kept. */
  void giveUp() {
    outcome = CacheOutcome.BYPASS;
    held = null;
  }

  /** Gives the call up when its dispatcher is gone before its body ended. */
  @Override
  public void run() {
    giveUp();
    operation.run();
  }

  /** Returns what the handler keeps between the begin and the end of the call. */
  @Nullable Object held() {
    return held;
  }

  void hold(@Nullable Object kept) {
    held = kept;
  }
}
