package dev.latchkey.runtime.flight;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.trace.TraceIds;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.FlightRecorder;

/**
 * Makes the events. A class of its own, so that nothing else links to {@code jdk.jfr}. Thread-safe.
 */
final class FlightWriter {
  private final TraceIds traces;

  FlightWriter(TraceIds traces) {
    this.traces = traces;
  }

  /** Returns whether a recording wants any of our events. */
  static boolean isRecording() {
    return FlightRecorder.isInitialized() && Types.isWanted();
  }

  static void unregister() {
    if (FlightRecorder.isInitialized()) {
      Types.unregister();
    }
  }

  /** Loads the events' classes, which begins their registration. */
  private static final class Types {
    private Types() {}

    static boolean isWanted() {
      return new AuthOperationEvent().isEnabled()
          || new PhaseChangeEvent().isEnabled()
          || new RollbackEvent().isEnabled();
    }

    static void unregister() {
      FlightRecorder.unregister(AuthOperationEvent.class);
      FlightRecorder.unregister(PhaseChangeEvent.class);
      FlightRecorder.unregister(RollbackEvent.class);
    }
  }

  void operation(Operation operation, long elapsedNanos, boolean failed) {
    var event = new AuthOperationEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.elapsed = elapsedNanos;
    event.failed = failed;
    event.failureKind = failed ? operation.failure().id() : "";
    event.treatedBy = phases(operation.treatedBits());
    event.controlOf = phases(operation.controlBits());
    event.traceId = traces.current().orElse("");
    event.auth = operation.selfNanos(Layer.AUTH);
    event.jwks = operation.selfNanos(Layer.JWKS);
    event.jwt = operation.selfNanos(Layer.JWT);
    event.session = operation.selfNanos(Layer.SESSION);
    event.db = operation.selfNanos(Layer.DB);
    event.crypto = operation.selfNanos(Layer.CRYPTO);
    event.other = operation.selfNanos(Layer.OTHER);
    event.commit();
  }

  private static String phases(int bits) {
    List<String> ids = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      if ((bits & 1 << phase.ordinal()) != 0) {
        ids.add(phase.id());
      }
    }
    return String.join(" ", ids);
  }

  void phase(PhaseState state) {
    var event = new PhaseChangeEvent();
    event.phase = state.phase().id();
    event.enabled = state.enabled();
    event.shadow = state.shadow();
    event.rolloutPercent = state.rolloutPercent();
    event.changedBy = state.changedBy();
    event.commit();
  }

  void rollback(Event happened) {
    var event = new RollbackEvent();
    event.actor = happened.actor();
    event.reason = happened.text();
    event.commit();
  }
}
