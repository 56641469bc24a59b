package dev.latchkey.runtime.redis;

import java.util.List;
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

  /** More than are looked through on an application's thread. */
  private static final int MANY_PENDING = 64;

  /** What has not reached the server yet, each with the number of its last time. */
  private final Map<Invalidation, Long> pending = new ConcurrentHashMap<>();

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

  Map<Invalidation, Long> pending() {
    return pending;
  }

  /** Returns whether something of this may have changed without the server knowing it. */
  boolean isPending(List<SharedKey> dependsOn) {
    if (pending.isEmpty()) {
      return false;
    }
    return pending.size() > MANY_PENDING
        || pending.keySet().stream().anyMatch(each -> dependsOn.contains(each.changed()));
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
