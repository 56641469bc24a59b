package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.CallCost;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;

/**
 * Times the agent's own part of a sample of woven calls. A call that is not of the sample costs a
 * look at when it began. Thread-safe.
 */
final class SelfTime {
  private static final long NOT_TIMED = 0;

  private final CallCost cost;
  private final OperationTracker operations;

  SelfTime(OperationTracker operations) {
    cost = operations.callCost();
    this.operations = operations;
  }

  /** The call goes to the application, or to its answer, from here. */
  void entered(Operation operation, int group) {
    if (operation.isOpen(group)) {
      long begun = operation.begunNanos(group);
      if (cost.draws(begun)) {
        cost.entered(operations.nanos() - begun);
      }
    }
  }

  /** The call is the agent's again; returns what {@link #left} takes. */
  long leaving(Operation operation, int group) {
    return operation.isOpen(group) && cost.draws(operation.begunNanos(group))
        ? operations.nanos()
        : NOT_TIMED;
  }

  /** The call is over for the agent. */
  void left(long leavingNanos) {
    if (leavingNanos != NOT_TIMED) {
      cost.left(operations.nanos() - leavingNanos);
    }
  }
}
