package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;

/**
 * Says for an auth operation which side of a phase's rollout it is on, and keeps to it until it
 * ends. Thread-safe.
 */
final class PhaseGate {
  private final PhaseSwitches switches;
  private final Phase phase;
  private final int bit;

  PhaseGate(PhaseSwitches switches, Phase phase) {
    this.switches = switches;
    this.phase = phase;
    bit = 1 << phase.ordinal();
  }

  /** Returns whether the calls of the phase are of interest: it is on, in shadow or observed. */
  boolean wantsCalls() {
    return switches.wantsCalls(phase);
  }

  /** Returns whether the phase keeps answers: it is on, for whatever share, or in shadow. */
  boolean isOn() {
    return switches.isEnabled(phase) || switches.isInShadow(phase);
  }

  /** Returns whether the phase compares what it keeps and serves nothing. */
  boolean isInShadow() {
    return switches.isInShadow(phase);
  }

  Phase phase() {
    return phase;
  }

  /** Returns whether the operation is on the treated side. */
  boolean treats(Operation operation) {
    if (!switches.isEnabled(phase)) {
      return false;
    }
    if (operation.treated(bit)) {
      return true;
    }
    if (operation.control(bit)) {
      return false;
    }
    boolean treated =
        switches.treatsAll(phase)
            || switches.treats(phase, subject(operation), operation.startNanos());
    if (treated) {
      operation.markTreated(bit);
    } else {
      operation.markControl(bit);
    }
    return treated;
  }

  private static long subject(Operation operation) {
    return operation.subject() == 0 ? operation.sequence() : operation.subject();
  }
}
