package dev.latchkey.agent.handler.async;

import org.jspecify.annotations.Nullable;

/**
 * One run of the work behind an asynchronous result. At most one of its ends is told, on whatever
 * thread it comes; a run that is answered has no other end.
 *
 * <p>What a run throws is a fault of ours and never reaches the application.
 */
public interface Run {
  /**
   * Returns the value to deliver instead of running the application's pipeline, or null when that
   * must run. Asked of deferred results only, on the subscriber's thread.
   */
  @Nullable Object answer() throws Throwable;

  /** Returns whether {@link #surround} is to be used. Asked of deferred results only. */
  default boolean surrounds() {
    return false;
  }

  /**
   * Notes that the application's pipeline is subscribed to from now on, by the calling thread.
   *
   * @return ends that, on the same thread and in every outcome
   */
  default Runnable surround() {
    return () -> {};
  }

  /**
   * Takes in the value before any code of the application behind the woven method sees it.
   *
   * @param value null when the result was empty
   */
  void succeeded(@Nullable Object value) throws Throwable;

  /** Notes that the application's work failed. */
  void failed(Throwable failure) throws Throwable;

  /** Notes that nobody waits for the value any more. */
  void cancelled() throws Throwable;
}
