package dev.latchkey.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.operation.ForkedJvm;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {
  @TempDir private Path scratch;
  private final ManualTicker ticker = new ManualTicker();
  private final FlightEvents flight = new FlightEvents(() -> Duration.ofMillis(20).toNanos());
  private final OperationTracker tracker = new OperationTracker(flight, ticker);

  private void authenticate(int millis, boolean failed) {
    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
    operation.markTreated(1 << Phase.JWT.ordinal());
    operation.markControl(1 << Phase.SESSION.ordinal());
    tracker.enter(Layer.JWT, 2);
    ticker.advance(Duration.ofMillis(millis));
    tracker.exit(operation, 2, false);
    if (failed) {
      operation.fails(1, new SecurityException("token eyJ.secret of alice"));
    }
    tracker.exit(operation, 1, failed);
  }

  private List<RecordedEvent> ours(Recording recording) throws IOException {
    Path file = scratch.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.latchkey."))
        .toList();
  }

  @Nested
  class WhileSomebodyRecords {
    /** A close takes the types from the recorder, of which this JVM has only one. */
    @BeforeEach
    void register() {
      FlightRecorder.register(AuthOperationEvent.class);
      FlightRecorder.register(PhaseChangeEvent.class);
      FlightRecorder.register(RollbackEvent.class);
    }

    @Test
    void slowOperationsAreEvents() throws IOException {
      try (var recording = new Recording()) {
        recording.start();
        flight.tick();
        authenticate(5, false);
        authenticate(30, false);
        authenticate(40, true);
        recording.stop();

        List<RecordedEvent> events = ours(recording);
        assertThat(events).hasSize(2);
        RecordedEvent slow = events.get(0);
        assertThat(slow.getEventType().getName()).isEqualTo("dev.latchkey.AuthOperation");
        assertThat(slow.getDuration("elapsed")).isEqualTo(Duration.ofMillis(30));
        assertThat(slow.getDuration("jwt")).isEqualTo(Duration.ofMillis(30));
        assertThat(slow.getDuration("db")).isZero();
        assertThat(slow.getBoolean("failed")).isFalse();
        assertThat(slow.getString("treatedBy")).isEqualTo("jwt");
        assertThat(slow.getString("controlOf")).isEqualTo("session");
        assertThat(events.get(1).getString("failureKind")).isEqualTo("rejected");
        assertThat(events.toString()).doesNotContain("eyJ").doesNotContain("alice");
      }
    }

    @Test
    void switchesAndRollbacksAreEvents() throws IOException {
      try (var recording = new Recording()) {
        recording.start();
        flight.tick();
        flight.phaseChanged(new PhaseState(Phase.JWKS, true, true, 10, 2, Instant.EPOCH, "api"));
        flight.happened(event("rollout.advanced", "to step 2"));
        flight.happened(event("rollout.rolled-back", "Phase jwks was slower"));
        recording.stop();

        List<RecordedEvent> events = ours(recording);
        assertThat(events)
            .extracting(event -> event.getEventType().getName())
            .containsExactlyInAnyOrder("dev.latchkey.PhaseChange", "dev.latchkey.Rollback");
        for (RecordedEvent event : events) {
          if (event.getEventType().getName().endsWith("PhaseChange")) {
            assertThat(event.getString("phase")).isEqualTo("jwks");
            assertThat(event.getInt("rolloutPercent")).isEqualTo(10);
            assertThat(event.getString("changedBy")).isEqualTo("api");
          } else {
            assertThat(event.getString("reason")).isEqualTo("Phase jwks was slower");
          }
        }
      }
    }

    private Event event(String kind, String text) {
      return new Event(1, Instant.EPOCH, kind, Severity.WARN, "guard", text);
    }

    @Test
    void aRecordingThatWantsNoneGetsNone() throws IOException {
      try (var recording = new Recording()) {
        recording.disable("dev.latchkey.AuthOperation");
        recording.start();
        flight.tick();
        authenticate(30, false);
        recording.stop();

        assertThat(ours(recording)).isEmpty();
      }
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws IOException {
      try (var recording = new Recording()) {
        recording.start();
        flight.tick();
        flight.close();
        flight.tick();
        authenticate(30, false);
        recording.stop();

        assertThat(ours(recording)).isEmpty();
      }
    }
  }

  @Test
  void nothingOfTheRecorderIsStartedForAnApplicationThatDoesNotRecord() throws Exception {
    String output = ForkedJvm.run(scratch, FlightProbe.class, "-Xlog:class+load:stdout:tags");

    assertThat(output)
        .contains("ended well")
        .contains(FlightEvents.class.getName() + " source:")
        .doesNotContain(AuthOperationEvent.class.getName() + " source:")
        .doesNotContain("jdk.jfr.internal.PlatformRecorder source:");
  }

  @Test
  void aJdkWithoutTheRecorderHasNoEvents() throws Exception {
    String output =
        ForkedJvm.run(scratch, FlightProbe.class, "--limit-modules", "java.base,java.management");

    assertThat(output).contains("ended well");
  }
}
