package dev.latchkey.runtime.jwks;

/**
 * A fetch that the application made and that can be made again, with the objects it was made on.
 */
public interface Refetch {
  /**
   * Makes the fetch on the calling thread and hands the ticket back to its cache.
   *
   * @throws Throwable what fails in the agent; a fetch that fails is an outcome
   */
  void run(KeySetTicket ticket) throws Throwable;
}
