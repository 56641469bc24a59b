package dev.latchkey.demo;

import java.util.concurrent.CompletableFuture;

/** What a load is sent to, by one thread. */
@FunctionalInterface
interface LoadTarget {

  /**
   * Sends one request.
   *
   * @param number counts the requests of a run, from 0
   * @return whether the answer was the wanted one; it completes in any case, be it by a time-out
   */
  CompletableFuture<Boolean> send(int number);
}
