package dev.latchkey.runtime;

import dev.latchkey.runtime.audit.AuditLog;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Puts into the audit what happens by itself, by the configuration and by other instances; requests
 * are put there by the server that takes them, which knows where they came from. Thread-safe.
 */
final class AuditTrail {
  /** Whose changes are noted with their requests. */
  private static final Set<String> REQUESTED = Set.of("api", "dashboard");

  private final AuditLog audit;
  private final AtomicReferenceArray<PhaseState> known =
      new AtomicReferenceArray<>(Phase.values().length);

  private AuditTrail(AuditLog audit) {
    this.audit = audit;
  }

  /** Follows these from now on. */
  static void follow(PhaseSwitches phases, EventLog events, AuditLog audit) {
    AuditTrail trail = new AuditTrail(audit);
    phases.states().forEach(state -> trail.known.set(state.phase().ordinal(), state));
    phases.onChange(trail::changed);
    events.onEvent(trail::happened);
  }

  private void changed(PhaseState state) {
    PhaseState before = known.getAndSet(state.phase().ordinal(), state);
    if (!REQUESTED.contains(state.changedBy()) && !before.mode().equals(state.mode())) {
      audit.add(
          state.changedBy(),
          "",
          "phase.changed " + state.phase().id(),
          before.mode(),
          state.mode(),
          "",
          "done");
    }
  }

  private void happened(Event event) {
    if (!REQUESTED.contains(event.actor()) && !event.kind().equals("phase.changed")) {
      audit.add(event.actor(), "", event.kind(), "", "", event.text(), "done");
    }
  }
}
