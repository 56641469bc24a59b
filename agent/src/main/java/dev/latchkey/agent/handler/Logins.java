package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Learns which authentications verify passwords: their lookups are neither served nor kept (safety
 * rule SES-23). A lookup comes before the check that it is for, so that the first authentication of
 * a kind is known as one that verifies passwords only when it does, and all later ones from their
 * begin; unless a target of role {@code login} says so before. Kinds are told apart by the target
 * that the operation is a run of; where a lookup is an operation of its own, by a password that is
 * verified on the same thread right after it. Thread-safe.
 */
final class Logins {
  private static final int PLACES = 1 << 12;
  private static final int GROUP_BITS = 24;
  private static final long SOON_SECONDS = 5;
  private static final int NONE = Integer.MIN_VALUE;

  private final OperationTracker operations;
  private final CopyOnWriteArrayList<Integer> named = new CopyOnWriteArrayList<>();
  private final Set<Integer> verifying = ConcurrentHashMap.newKeySet();

  /** The lookup that was an operation of its own on a thread, with the second when it began. */
  private final AtomicLongArray recent = new AtomicLongArray(PLACES);

  Logins(OperationTracker operations) {
    this.operations = operations;
  }

  /** The target of this number is known to verify passwords. */
  void name(int group) {
    named.add(group);
  }

  private boolean isNamed(Operation operation) {
    for (int group : named) {
      if (operation.isOpen(group)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a lookup is a part of an authentication that verifies passwords. */
  boolean includes(Call lookup) {
    if (isNamed(lookup.operation())) {
      return true;
    }
    int own = lookup.site().group();
    int root = lookup.operation().rootGroup(own);
    if (root == own) {
      recent.set(place(), (seconds() << GROUP_BITS) | own);
    }
    return !verifying.isEmpty() && verifying.contains(root);
  }

  /** A password is verified in this operation. */
  void verifies(Operation operation) {
    if (isNamed(operation)) {
      return;
    }
    int root = operation.rootGroup(NONE);
    if (root != NONE) {
      verifying.add(root);
      return;
    }
    long last = recent.getAndSet(place(), 0);
    if (last != 0 && seconds() - (last >> GROUP_BITS) <= SOON_SECONDS) {
      verifying.add((int) (last & ((1 << GROUP_BITS) - 1)));
    }
  }

  private long seconds() {
    return Math.floorMod(TimeUnit.NANOSECONDS.toSeconds(operations.nanos()), 1L << 32)
        + SOON_SECONDS;
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
