package dev.latchkey.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationTrackerTest {
  private static final int AUTH = 1;
  private static final int JWKS = 2;
  private static final int JWT = 3;
  private static final int SESSION = 4;
  private static final int DB = 5;
  private static final int OTHER = 6;

  private final ManualTicker ticker = new ManualTicker();
  private final List<Finished> finished = new ArrayList<>();
  private final OperationTracker tracker = new OperationTracker(this::keep, ticker);

  private record Finished(
      long elapsedNanos, boolean failed, Map<Layer, Long> self, long subject, List<String> kids) {
    long self(Layer layer) {
      return self.get(layer);
    }
  }

  private void keep(Operation operation, long elapsedNanos, boolean failed) {
    var self = new EnumMap<Layer, Long>(Layer.class);
    for (Layer layer : Layer.values()) {
      self.put(layer, operation.selfNanos(layer));
    }
    finished.add(
        new Finished(
            elapsedNanos, failed, self, operation.subject(), List.copyOf(operation.kids())));
  }

  private Operation open(Layer layer, int group) {
    return Objects.requireNonNull(tracker.enter(layer, group));
  }

  private void pass(long nanos) {
    ticker.advance(Duration.ofNanos(nanos));
  }

  @Nested
  class WorkThatGoesOnAfterItsCall {
    private Operation later() {
      Operation call = open(Layer.JWT, JWT);
      call.markTokenSeen();
      call.addKid("k1");
      tracker.exit(call, JWT, false);
      finished.clear();
      return call.detached();
    }

    @Test
    void findsTheNotesOfItsCallUntilItEnds() {
      Operation later = later();
      Runnable end = tracker.carryOn(later, Layer.JWT, JWT);
      Operation inner = open(Layer.JWKS, JWKS);
      assertThat(inner.kids()).containsExactly("k1");
      pass(5);
      tracker.exit(inner, JWKS, false);
      assertThat(tracker.current()).isSameAs(later);
      end.run();
      assertThat(tracker.current()).isNull();
      Operation next = open(Layer.JWT, JWT);
      assertThat(next.tokenSeen()).isFalse();
      tracker.exit(next, JWT, false);
    }

    @Test
    void isAnAuthOperationIfItsCallWouldBe() {
      tracker.carryOn(later(), Layer.JWT, JWT).run();
      assertThat(finished).singleElement().extracting(Finished::kids).isEqualTo(List.of("k1"));
      finished.clear();
      tracker.authTargetsConfigured(true);
      tracker.carryOn(later(), Layer.JWT, JWT).run();
      assertThat(finished).isEmpty();
    }

    @Test
    void isAPartOfWhatRunsOnItsThread() {
      Operation later = later();
      Operation running = open(Layer.AUTH, AUTH);
      Runnable end = tracker.carryOn(later, Layer.JWT, JWT);
      assertThat(tracker.current()).isSameAs(running);
      end.run();
      assertThat(tracker.current()).isSameAs(running);
      tracker.exit(running, AUTH, false);
      assertThat(finished).hasSize(1);
    }
  }

  @Nested
  class SegmentsInsideOneAnother {
    @Test
    void giveEachLayerItsOwnTime() {
      Operation operation = open(Layer.AUTH, AUTH);
      pass(10);
      assertThat(tracker.enter(Layer.JWT, JWT)).isSameAs(operation);
      pass(100);
      assertThat(tracker.enter(Layer.JWKS, JWKS)).isSameAs(operation);
      pass(1_000);
      assertThat(tracker.exit(operation, JWKS, false)).isEqualTo(1_000);
      pass(100);
      assertThat(tracker.exit(operation, JWT, false)).isEqualTo(1_200);
      pass(10);
      assertThat(tracker.enter(Layer.DB, DB)).isSameAs(operation);
      pass(10_000);
      assertThat(tracker.exit(operation, DB, false)).isEqualTo(10_000);
      pass(10);

      assertThat(tracker.exit(operation, AUTH, false)).isEqualTo(11_230);

      assertThat(finished).hasSize(1);
      Finished auth = finished.get(0);
      assertThat(auth.elapsedNanos()).isEqualTo(11_230);
      assertThat(auth.self(Layer.AUTH)).isEqualTo(30);
      assertThat(auth.self(Layer.JWT)).isEqualTo(200);
      assertThat(auth.self(Layer.JWKS)).isEqualTo(1_000);
      assertThat(auth.self(Layer.DB)).isEqualTo(10_000);
      assertThat(auth.self().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(auth.elapsedNanos());
    }

    @Test
    void countTheRequestOfAFetchAsTheFetch() {
      Operation operation = open(Layer.AUTH, AUTH);
      tracker.enter(Layer.JWKS, JWKS);
      pass(1);
      tracker.enter(Layer.OTHER, OTHER);
      pass(10);
      tracker.enter(Layer.DB, DB);
      pass(100);
      tracker.exit(operation, DB, false);
      assertThat(tracker.exit(operation, OTHER, false)).isEqualTo(110);
      tracker.exit(operation, JWKS, false);
      tracker.enter(Layer.OTHER, OTHER);
      pass(1_000);
      tracker.exit(operation, OTHER, false);
      tracker.exit(operation, AUTH, false);

      Finished auth = finished.get(0);
      assertThat(auth.self(Layer.JWKS)).isEqualTo(11);
      assertThat(auth.self(Layer.DB)).isEqualTo(100);
      assertThat(auth.self(Layer.OTHER)).isEqualTo(1_000);
      assertThat(auth.self(Layer.AUTH)).isZero();
    }

    @Test
    void addUpWhenALayerRunsTwice() {
      Operation operation = open(Layer.AUTH, AUTH);
      for (int run = 0; run < 2; run++) {
        tracker.enter(Layer.SESSION, SESSION);
        pass(50);
        tracker.exit(operation, SESSION, false);
      }
      tracker.exit(operation, AUTH, false);

      assertThat(finished.get(0).self(Layer.SESSION)).isEqualTo(100);
      assertThat(finished.get(0).self(Layer.AUTH)).isZero();
    }

    @Test
    void areKeptApartFromOtherThreads() throws InterruptedException {
      Operation operation = open(Layer.AUTH, AUTH);
      var others = new ArrayList<Operation>();
      var thread =
          new Thread(
              () -> {
                Operation other = open(Layer.AUTH, AUTH);
                others.add(other);
                tracker.exit(other, AUTH, false);
              });
      thread.start();
      thread.join();

      assertThat(others).hasSize(1).doesNotContain(operation);
      assertThat(tracker.current()).isSameAs(operation);
    }
  }

  @Nested
  class AGroupThatCallsItself {
    @Test
    @DisplayName("G-12 only the outermost call of overloads, super calls and bridges is counted")
    void isCountedOnce() {
      Operation operation = open(Layer.JWT, JWT);
      pass(5);
      assertThat(tracker.enter(Layer.JWT, JWT)).isNull();
      pass(5);
      assertThat(tracker.enter(Layer.JWT, JWT)).isNull();
      pass(5);
      assertThat(tracker.exit(operation, JWT, false)).isEqualTo(15);

      assertThat(finished).extracting(Finished::elapsedNanos).containsExactly(15L);
      assertThat(tracker.exit(operation, JWT, false)).isEqualTo(OperationTracker.NOT_OPEN);
      assertThat(finished).hasSize(1);
    }

    @Test
    @DisplayName("G-12 a call is inner also when another group stands between")
    void isCountedOnceAcrossAnotherGroup() {
      Operation operation = open(Layer.JWT, JWT);
      tracker.enter(Layer.OTHER, OTHER);

      assertThat(tracker.enter(Layer.JWT, JWT)).isNull();

      tracker.exit(operation, OTHER, false);
      tracker.exit(operation, JWT, false);
      assertThat(finished).hasSize(1);
    }

    @Test
    void isCountedAgainOnceItHasEnded() {
      for (int run = 0; run < 3; run++) {
        tracker.exit(open(Layer.JWT, JWT), JWT, false);
      }

      assertThat(finished).hasSize(3);
    }
  }

  @Nested
  class WithoutAnAuthTarget {
    @ParameterizedTest
    @EnumSource(names = {"JWKS", "JWT", "SESSION"})
    void theOutermostSegmentOfTheseLayersCounts(Layer layer) {
      Operation operation = open(layer, 40);
      tracker.enter(Layer.DB, DB);
      pass(7);
      tracker.exit(operation, DB, false);
      tracker.exit(operation, 40, false);

      assertThat(finished).extracting(Finished::elapsedNanos).containsExactly(7L);
    }

    @ParameterizedTest
    @EnumSource(names = {"DB", "CRYPTO", "OTHER"})
    void segmentsOfTheseLayersAreOnlyTimed(Layer layer) {
      Operation operation = open(layer, 40);
      pass(7);

      assertThat(tracker.exit(operation, 40, false)).isEqualTo(7);
      assertThat(finished).isEmpty();
    }

    @Test
    void aLayerInsideAnotherIsNoOperationOfItsOwn() {
      Operation operation = open(Layer.JWT, JWT);
      tracker.enter(Layer.JWKS, JWKS);
      tracker.exit(operation, JWKS, false);
      assertThat(finished).isEmpty();

      tracker.exit(operation, JWT, false);
      assertThat(finished).hasSize(1);
    }

    @Test
    void theSegmentInsideOneThatDoesNotCountIsTheOperation() {
      Operation operation = open(Layer.OTHER, OTHER);
      pass(1_000);
      tracker.enter(Layer.JWT, JWT);
      pass(3);
      tracker.exit(operation, JWT, true);
      pass(1_000);
      tracker.exit(operation, OTHER, false);

      assertThat(finished).hasSize(1);
      assertThat(finished.get(0).elapsedNanos()).isEqualTo(3);
      assertThat(finished.get(0).failed()).isTrue();
    }
  }

  @Nested
  class WithAnAuthTarget {
    {
      tracker.authTargetsConfigured(true);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTH")
    void noOtherLayerCounts(Layer layer) {
      tracker.exit(open(layer, 40), 40, false);

      assertThat(finished).isEmpty();
    }

    @Test
    void onlyTheOutermostAuthSegmentIsTheOperation() {
      Operation operation = open(Layer.OTHER, OTHER);
      pass(1_000);
      tracker.enter(Layer.SESSION, SESSION);
      operation.subject(9);
      pass(500);
      tracker.exit(operation, SESSION, false);
      tracker.enter(Layer.AUTH, AUTH);
      pass(20);
      tracker.enter(Layer.AUTH, AUTH + 100);
      pass(30);
      tracker.exit(operation, AUTH + 100, true);
      tracker.exit(operation, AUTH, false);
      pass(1_000);
      tracker.exit(operation, OTHER, false);

      assertThat(finished).hasSize(1);
      Finished auth = finished.get(0);
      assertThat(auth.elapsedNanos()).isEqualTo(50);
      assertThat(auth.failed()).isFalse();
      assertThat(auth.self(Layer.AUTH)).isEqualTo(50);
      assertThat(auth.self(Layer.SESSION)).as("ran before the operation").isZero();
      assertThat(auth.subject()).as("noted before the operation").isZero();
    }

    @Test
    void twoRunsInOneCallAreTwoOperations() {
      Operation operation = open(Layer.OTHER, OTHER);
      for (int run = 1; run <= 2; run++) {
        tracker.enter(Layer.AUTH, AUTH);
        operation.subject(run);
        operation.addKid("k" + run);
        pass(run);
        tracker.exit(operation, AUTH, false);
      }
      tracker.exit(operation, OTHER, false);

      assertThat(finished).extracting(Finished::elapsedNanos).containsExactly(1L, 2L);
      assertThat(finished).extracting(each -> each.self(Layer.AUTH)).containsExactly(1L, 2L);
      assertThat(finished).extracting(Finished::subject).containsExactly(1L, 2L);
      assertThat(finished).extracting(Finished::kids).containsExactly(List.of("k1"), List.of("k2"));
    }
  }

  @Nested
  class WhenACallFails {
    @Test
    void theOperationFailsWithItsOwnSegmentOnly() {
      Operation operation = open(Layer.AUTH, AUTH);
      tracker.enter(Layer.JWT, JWT);
      tracker.exit(operation, JWT, true);
      tracker.exit(operation, AUTH, false);
      tracker.exit(open(Layer.AUTH, AUTH), AUTH, true);

      assertThat(finished).extracting(Finished::failed).containsExactly(false, true);
    }

    @Test
    void aFailingSinkLeavesNothingOnTheThread() {
      var failing =
          new OperationTracker(
              (operation, elapsedNanos, failed) -> {
                throw new IllegalStateException("sink");
              },
              ticker);
      Operation operation = Objects.requireNonNull(failing.enter(Layer.AUTH, AUTH));

      assertThatIllegalStateException().isThrownBy(() -> failing.exit(operation, AUTH, false));
      assertThat(failing.current()).isNull();
    }
  }

  @Nested
  class WhenAnExitIsLost {
    @Test
    void theSegmentAroundItClosesIt() {
      Operation operation = open(Layer.AUTH, AUTH);
      tracker.enter(Layer.JWT, JWT);
      tracker.enter(Layer.JWKS, JWKS);
      pass(40);

      assertThat(tracker.exit(operation, AUTH, false)).isEqualTo(40);

      assertThat(finished).hasSize(1);
      assertThat(finished.get(0).self(Layer.JWKS)).isEqualTo(40);
      assertThat(tracker.lostExits()).isEqualTo(2);
      assertThat(tracker.current()).isNull();
    }

    @Test
    void theExitThatComesTooLateFindsNothing() {
      Operation operation = open(Layer.AUTH, AUTH);
      tracker.enter(Layer.JWT, JWT);
      tracker.exit(operation, AUTH, false);

      assertThat(tracker.exit(operation, JWT, false)).isEqualTo(OperationTracker.NOT_OPEN);
      assertThat(finished).hasSize(1);
    }

    @Test
    void theExitThatComesTooLateClosesNothingOfTheNextOperation() {
      Operation operation = open(Layer.AUTH, AUTH);
      tracker.enter(Layer.JWT, JWT);
      tracker.exit(operation, AUTH, false);
      Operation next = open(Layer.JWT, JWT);

      assertThat(tracker.exit(operation, JWT, false)).isEqualTo(OperationTracker.NOT_OPEN);
      pass(7);
      assertThat(tracker.exit(next, JWT, false)).isEqualTo(7);
    }

    @Test
    void anOperationWithoutAnEndOfItsOwnIsNoMeasurement() {
      Operation operation = open(Layer.OTHER, OTHER);
      tracker.enter(Layer.JWT, JWT);
      pass(40);
      tracker.exit(operation, OTHER, false);

      assertThat(finished).isEmpty();
      tracker.exit(open(Layer.JWT, JWT), JWT, false);
      assertThat(finished).hasSize(1);
    }

    @Test
    void theThreadIsNotBlindForEver() {
      Operation forgotten = open(Layer.JWT, JWT);
      pass(Duration.ofMinutes(10).toNanos());
      assertThat(tracker.enter(Layer.JWT, JWT)).as("may still be running").isNull();
      pass(1);

      Operation next = open(Layer.JWT, JWT);
      pass(6);

      assertThat(next).isNotSameAs(forgotten);
      assertThat(tracker.exit(forgotten, JWT, false)).isEqualTo(OperationTracker.NOT_OPEN);
      assertThat(tracker.exit(next, JWT, false)).isEqualTo(6);
      assertThat(finished).extracting(Finished::elapsedNanos).containsExactly(6L);
      assertThat(tracker.lostExits()).isEqualTo(1);
    }
  }

  @Nested
  class WhenTooManySegmentsAreOpen {
    @Test
    void theSeventeenthIsDroppedAndCounted() {
      Operation operation = open(Layer.AUTH, 0);
      for (int group = 1; group < 16; group++) {
        pass(1);
        assertThat(tracker.enter(Layer.OTHER, group)).isSameAs(operation);
      }

      assertThat(tracker.enter(Layer.OTHER, 16)).isNull();
      assertThat(tracker.enter(Layer.OTHER, 17)).isNull();
      assertThat(tracker.droppedSegments()).isEqualTo(2);

      for (int group = 15; group >= 0; group--) {
        pass(1);
        assertThat(tracker.exit(operation, group, false)).isEqualTo(2L * (16 - group) - 1);
      }
      assertThat(finished).extracting(Finished::elapsedNanos).containsExactly(31L);
      assertThat(finished.get(0).self(Layer.AUTH)).isEqualTo(2);
      assertThat(finished.get(0).self(Layer.OTHER)).isEqualTo(29);
    }
  }

  @Nested
  class WorkOfTheAgent {
    @Test
    void isNoOperationAndItsGroupRunsItsOwnBody() throws InterruptedException {
      Thread thread =
          AgentThread.of(
              "test",
              () -> {
                Operation own = tracker.enterOwn(1);
                assertThat(tracker.enter(Layer.JWKS, 1)).isNull();
                assertThat(tracker.enter(Layer.AUTH, 2)).isSameAs(own);
                tracker.exit(own, 2, false);
                tracker.exitOwn();
                assertThat(tracker.enter(Layer.AUTH, 2)).isNull();
              });
      List<Throwable> failures = new ArrayList<>();
      thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
      thread.start();
      thread.join();

      assertThat(failures).isEmpty();
      assertThat(finished).isEmpty();
    }
  }

  @Nested
  class TheNotesOfHandlers {
    private final Operation operation = open(Layer.AUTH, AUTH);

    @Test
    void areEmptyAtFirst() {
      assertThat(operation.subject()).isZero();
      assertThat(operation.kids()).isEmpty();
      assertThat(operation.tokenSeen()).isFalse();
      assertThat(operation.treated()).isFalse();
      assertThat(operation.attachment(0)).isNull();
    }

    @Test
    @DisplayName("G-12 nothing that was noted in one operation is seen in the thread's next one")
    void goWithTheOperation() {
      for (int slot = 0; slot < Operation.ATTACHMENTS; slot++) {
        operation.attach(slot, "digest");
      }
      operation.addKid("k1");
      operation.subject(7);
      operation.markTokenSeen();
      operation.markTreated(1);
      operation.markControl(2);
      operation.keysRefused(true);
      tracker.enter(Layer.JWKS, JWKS);
      pass(30);
      tracker.exit(operation, JWKS, false);
      tracker.exit(operation, AUTH, false);

      Operation next = open(Layer.AUTH, AUTH);

      for (int slot = 0; slot < Operation.ATTACHMENTS; slot++) {
        assertThat(next.attachment(slot)).as("slot %d", slot).isNull();
      }
      assertThat(next.kids()).isEmpty();
      assertThat(next.subject()).isZero();
      assertThat(next.tokenSeen()).isFalse();
      assertThat(next.treated()).isFalse();
      assertThat(next.control(2)).isFalse();
      assertThat(next.keysRefused()).isFalse();
      assertThat(next.selfNanos(Layer.JWKS)).isZero();
    }

    @Test
    void keepEightDifferentKids() {
      operation.addKid(null);
      operation.addKid("a");
      operation.addKid("a");
      for (int i = 0; i < 20; i++) {
        operation.addKid("k" + i);
      }

      assertThat(operation.kids()).containsExactly("", "a", "k0", "k1", "k2", "k3", "k4", "k5");
    }

    @Test
    void keepTheSidesOfPhasesApart() {
      operation.markTreated(1);
      operation.markControl(2);

      assertThat(operation.treated()).isTrue();
      assertThat(operation.treated(1)).isTrue();
      assertThat(operation.treated(2)).isFalse();
      assertThat(operation.control(1)).isFalse();
      assertThat(operation.control(2)).isTrue();
    }

    @Test
    void numberEachOperationOnce() {
      long first = operation.sequence();
      assertThat(operation.sequence()).isEqualTo(first).isNotZero();
      tracker.exit(operation, AUTH, false);

      assertThat(open(Layer.AUTH, AUTH).sequence()).isNotEqualTo(first).isNotZero();
    }

    @Test
    void keepWhatIsAttached() {
      operation.attach(Operation.ATTACHMENTS - 1, "digest");
      operation.markTokenSeen();

      assertThat(operation.attachment(Operation.ATTACHMENTS - 1)).isEqualTo("digest");
      assertThat(operation.attachment(0)).isNull();
      assertThat(operation.tokenSeen()).isTrue();
    }
  }
}
