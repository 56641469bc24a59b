package dev.latchkey.runtime.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the threads of one second level know together. Thread-safe. */
final class Shared {
  private final KeyRing keys;
  private final Names names;
  private final Envelope envelope;
  private final ServerClock clock;
  private final Breaker breaker;
  private final BusMessages messages;

  /**
   * Keys whose invalidation has not reached the server yet, each with the number of its last one.
   */
  private final Map<SharedKey, Long> pending = new ConcurrentHashMap<>();

  /** Empty while it is not known. */
  private volatile String generation = "";

  /** Whether all that the server has is to be dropped, and is not yet. */
  private volatile boolean flushing;

  private volatile boolean linked;

  Shared(KeyRing keys, String namespace, ServerClock clock, Breaker breaker) {
    this.keys = keys;
    this.clock = clock;
    this.breaker = breaker;
    names = new Names(namespace);
    envelope = new Envelope(keys);
    messages = new BusMessages(envelope, names, clock);
  }

  KeyRing keys() {
    return keys;
  }

  Names names() {
    return names;
  }

  Envelope envelope() {
    return envelope;
  }

  ServerClock clock() {
    return clock;
  }

  Breaker breaker() {
    return breaker;
  }

  BusMessages messages() {
    return messages;
  }

  Map<SharedKey, Long> pending() {
    return pending;
  }

  String generation() {
    return generation;
  }

  void generation(String known) {
    generation = known;
  }

  boolean isFlushing() {
    return flushing;
  }

  void flushing(boolean now) {
    flushing = now;
  }

  boolean isLinked() {
    return linked;
  }

  void linked(boolean now) {
    linked = now;
  }
}
