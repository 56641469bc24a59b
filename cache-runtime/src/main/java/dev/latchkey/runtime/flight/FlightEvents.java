package dev.latchkey.runtime.flight;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.trace.TraceIds;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes events while the Flight Recorder records, and costs one look at a field while it does not.
 * Nothing of {@code jdk.jfr} is loaded before somebody records: the first of its classes would
 * start what the application may never want. A JDK without that module has no events. Thread-safe.
 */
public final class FlightEvents implements OperationSink, AutoCloseable {
  private static final String MODULE = "jdk.jfr";
  private static final String ROLLED_BACK = "rollout.rolled-back";

  private final LongSupplier thresholdNanos;
  private final TraceIds traces = new TraceIds();
  private final boolean available = ModuleLayer.boot().findModule(MODULE).isPresent();

  // Written by the ticking thread and by close, read by every operation.
  private volatile @Nullable FlightWriter writer;
  private volatile boolean closed;

  /**
   * Writes nothing before {@link #tick}.
   *
   * @param thresholdNanos auth operations that take this long are events
   */
  public FlightEvents(LongSupplier thresholdNanos) {
    this.thresholdNanos = thresholdNanos;
  }

  /**
   * Finds out whether somebody records; to be called once a second, not before the application's
   * main method. What happens between the begin of a recording and the next call is no event.
   */
  public void tick() {
    if (available && !closed) {
      writer = FlightWriter.isRecording() ? new FlightWriter(traces) : null;
      if (closed) {
        writer = null;
      }
    }
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    FlightWriter recording = writer;
    if (recording != null && elapsedNanos >= thresholdNanos.getAsLong()) {
      recording.operation(operation, elapsedNanos, failed);
    }
  }

  /** A phase is in this state from now on. */
  public void phaseChanged(PhaseState state) {
    FlightWriter recording = writer;
    if (recording != null) {
      recording.phase(state);
    }
  }

  /** Something happened; rollbacks are events. */
  public void happened(Event event) {
    FlightWriter recording = writer;
    if (recording != null && event.kind().equals(ROLLED_BACK)) {
      recording.rollback(event);
    }
  }

  /** Ends it for good, and takes the events' types from the recorder, which would hold them. */
  @Override
  public void close() {
    closed = true;
    writer = null;
    if (available) {
      FlightWriter.unregister();
    }
  }
}
