package dev.latchkey.agent.handler.async;

/**
 * Looks at the work behind one asynchronous result. Thread-safe: a deferred result may be
 * subscribed to by many threads at once.
 */
@FunctionalInterface
public interface Watch {
  /**
   * Notes that the work begins: once for a running result, on the thread of the call; for a
   * deferred one at each subscription, on the subscriber's thread and before the application's
   * pipeline is subscribed to.
   */
  Run begin();
}
