package dev.latchkey.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseSwitchesTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  private final ManualTicker ticker = new ManualTicker();
  private final EventLog events = new EventLog(100, ticker);
  private final PhaseSwitches switches =
      new PhaseSwitches(
          Map.of(Phase.JWKS, new PhaseSetting(true, 100), Phase.POOL, new PhaseSetting(true, 50)),
          EnumSet.of(Phase.JWKS, Phase.JWT),
          ticker,
          events);

  private static PhaseChange enable(int percent) {
    return new PhaseChange(Optional.of(true), OptionalInt.of(percent), "api", "");
  }

  @Nested
  class AtStart {
    @Test
    void phasesAreAsConfigured() {
      assertThat(switches.states()).extracting(PhaseState::phase).containsExactly(Phase.values());
      assertThat(switches.state(Phase.JWKS))
          .isEqualTo(new PhaseState(Phase.JWKS, true, true, 100, 1, ticker.now(), "config"));
      assertThat(switches.state(Phase.JWT))
          .isEqualTo(new PhaseState(Phase.JWT, true, false, 100, 1, ticker.now(), "config"));
    }

    @Test
    void aPhaseThatIsNotAvailableStaysOffAndSaysSo() {
      assertThat(switches.state(Phase.POOL).enabled()).isFalse();
      assertThat(switches.treats(Phase.POOL, 1)).isFalse();
      assertThat(events.after(0))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.kind()).isEqualTo("phase.unavailable");
                assertThat(event.severity()).isEqualTo(Severity.WARN);
                assertThat(event.text()).contains("pool");
              });
    }
  }

  @Nested
  class WhenAPhaseChanges {
    @Test
    void theNextCallIsTreated() {
      assertThat(switches.treats(Phase.JWT, 7)).isFalse();
      ticker.advance(Duration.ofSeconds(3));
      var state = switches.change(Phase.JWT, enable(100), OptionalLong.of(1));

      assertThat(state)
          .isEqualTo(new PhaseState(Phase.JWT, true, true, 100, 2, ticker.now(), "api"))
          .isEqualTo(switches.state(Phase.JWT));
      assertThat(switches.treats(Phase.JWT, 7)).isTrue();
    }

    @Test
    void whatIsLeftOutStays() {
      switches.change(Phase.JWT, enable(30), ANY);
      var off = new PhaseChange(Optional.of(false), OptionalInt.empty(), "api", "");

      assertThat(switches.change(Phase.JWT, off, ANY).rolloutPercent()).isEqualTo(30);
      assertThat(switches.treats(Phase.JWT, 7)).isFalse();
    }

    @Test
    void aSentenceGoesToTheEventLog() {
      var change =
          new PhaseChange(
              Optional.of(true), OptionalInt.of(10), "api", "try it\nforged line\u001b[31m");
      switches.change(Phase.JWT, change, ANY);

      assertThat(events.after(1))
          .singleElement()
          .extracting(Event::kind, Event::actor, Event::text)
          .containsExactly(
              "phase.changed",
              "api",
              "Phase jwt is on for 10 % of subjects: try it forged line [31m");
    }

    @Test
    void aChangeThatAltersNothingIsNone() {
      assertThat(switches.change(Phase.JWKS, enable(100), ANY).version()).isEqualTo(1);
      assertThat(events.after(1)).isEmpty();
    }

    @Test
    void aStaleVersionIsRefused() {
      switches.change(Phase.JWT, enable(10), ANY);

      assertThatThrownBy(() -> switches.change(Phase.JWT, enable(20), OptionalLong.of(1)))
          .isInstanceOf(StaleVersionException.class)
          .hasMessage(
              "phase jwt is at version 2, the change was meant for version 1; read it again and"
                  + " repeat the change");
      assertThat(switches.state(Phase.JWT).rolloutPercent()).isEqualTo(10);
    }

    @Test
    void aPhaseThatIsNotAvailableIsRefused() {
      assertThatThrownBy(() -> switches.change(Phase.SESSION, enable(10), ANY))
          .isInstanceOf(PhaseUnavailableException.class)
          .hasMessage("phase session cannot be enabled: this build does not contain it");
      assertThat(switches.state(Phase.SESSION).version()).isEqualTo(1);
    }

    @Test
    void aShareOutOfRangeIsRefused() {
      assertThatThrownBy(() -> enable(101)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> enable(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new PhaseSetting(true, 101))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listenersHearOfItWithNoLockHeld() throws InterruptedException {
      List<PhaseState> heard = new ArrayList<>();
      switches.onChange(
          state -> {
            heard.add(state);
            var other =
                new Thread(() -> switches.change(Phase.JWKS, enable(state.rolloutPercent()), ANY));
            if (state.phase() == Phase.JWT) {
              other.start();
              join(other);
            }
          });
      switches.change(Phase.JWT, enable(10), ANY);

      assertThat(heard).extracting(PhaseState::phase).containsExactly(Phase.JWT, Phase.JWKS);
    }

    private void join(Thread thread) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @DisplayName("C-5 a listener that fails does not keep the next from clearing its cache")
    void allListenersHear() {
      var heard = new AtomicInteger();
      switches.onChange(
          state -> {
            throw new IllegalStateException("first");
          });
      switches.onChange(state -> heard.incrementAndGet());

      assertThatThrownBy(() -> switches.change(Phase.JWT, enable(10), ANY))
          .isInstanceOf(IllegalStateException.class);
      assertThat(heard).hasValue(1);
      assertThat(switches.state(Phase.JWT).enabled()).isTrue();
    }

    @Test
    void versionsCountEveryChangeOfManyThreads() throws InterruptedException {
      var start = new CountDownLatch(1);
      var wins = new AtomicInteger();
      var threads =
          IntStream.range(0, 8).mapToObj(i -> new Thread(() -> race(start, wins, i))).toList();
      threads.forEach(Thread::start);
      start.countDown();
      for (var thread : threads) {
        thread.join();
      }

      assertThat(switches.state(Phase.JWT).version()).isEqualTo(1 + wins.get());
    }

    private void race(CountDownLatch start, AtomicInteger wins, int seed) {
      try {
        start.await();
      } catch (InterruptedException e) {
        return;
      }
      for (int i = 0; i < 500; i++) {
        var seen = switches.state(Phase.JWT);
        int percent = (seen.rolloutPercent() + 1 + seed) % 101;
        try {
          switches.change(Phase.JWT, enable(percent), OptionalLong.of(seen.version()));
          wins.incrementAndGet();
        } catch (StaleVersionException e) {
          // another thread was first
        }
      }
    }
  }

  @Nested
  class WhenAShareIsTreated {
    private static final int SUBJECTS = 200_000;

    @ParameterizedTest
    @CsvSource({"1, 11", "10, 20261124", "50, 3", "95, 4", "99, 5"})
    void theShareIsExact(int percent, long seed) {
      System.out.println("PhaseSwitchesTest seed " + seed);
      switches.change(Phase.JWT, enable(percent), ANY);
      var random = new SplittableRandom(seed);
      for (int slot = 0; slot < 4; slot++) {
        double treated = random.longs(SUBJECTS).filter(s -> switches.treats(Phase.JWT, s)).count();
        double sequential =
            LongStream.range(0, SUBJECTS).filter(s -> switches.treats(Phase.JWT, s)).count();
        double p = percent / 100.0;
        double sixSigma = 6 * Math.sqrt(SUBJECTS * p * (1 - p));
        assertThat(treated).isCloseTo(SUBJECTS * p, within(sixSigma));
        assertThat(sequential).isCloseTo(SUBJECTS * p, within(sixSigma));
        ticker.advance(Duration.ofSeconds(15));
      }
    }

    @Test
    void aSubjectStaysOnItsSideForASlotAndIsDrawnAnewInTheNext() {
      switches.change(Phase.JWT, enable(50), ANY);
      ticker.wallMillis(1_000_000 * Assignment.SLOT_MILLIS);
      var atStart = draw();
      ticker.wallMillis(1_000_000 * Assignment.SLOT_MILLIS + Assignment.SLOT_MILLIS - 1);
      var atEnd = draw();
      ticker.wallMillis(1_000_001 * Assignment.SLOT_MILLIS);
      var next = draw();

      assertThat(atEnd).isEqualTo(atStart);
      assertThat(agreement(atStart, next)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void whoHasReadTheClockGetsTheSameAnswerFromNoOtherClock() {
      switches.change(Phase.JWT, enable(50), ANY);
      for (int slot = 0; slot < 3; slot++) {
        assertThat(drawAt(ticker.nanos())).isEqualTo(draw());
        ticker.advance(Duration.ofSeconds(15));
      }
    }

    @Test
    void aClockThatIsSetDrawsAnewWhenTheGuardAsksForTheSlot() {
      switches.change(Phase.JWT, enable(50), ANY);
      var before = drawAt(ticker.nanos());
      ticker.wallMillis(2_000_000 * Assignment.SLOT_MILLIS);
      assertThat(drawAt(ticker.nanos())).isEqualTo(before);
      assertThat(switches.slot()).isEqualTo(2_000_000);
      assertThat(drawAt(ticker.nanos())).isEqualTo(draw());
      assertThat(agreement(before, draw())).isCloseTo(0.5, within(0.02));
    }

    private boolean[] drawAt(long nowNanos) {
      boolean[] sides = new boolean[SUBJECTS];
      for (int subject = 0; subject < SUBJECTS; subject++) {
        sides[subject] = switches.treats(Phase.JWT, subject, nowNanos);
      }
      return sides;
    }

    private boolean[] draw() {
      boolean[] sides = new boolean[SUBJECTS];
      for (int subject = 0; subject < SUBJECTS; subject++) {
        sides[subject] = switches.treats(Phase.JWT, subject);
      }
      return sides;
    }

    private double agreement(boolean[] a, boolean[] b) {
      return (double) IntStream.range(0, SUBJECTS).filter(i -> a[i] == b[i]).count() / SUBJECTS;
    }

    @Test
    void phasesDrawIndependently() {
      switches.change(Phase.JWT, enable(50), ANY);
      var jwt = draw();
      switches.change(Phase.JWKS, enable(50), ANY);
      boolean[] jwks = new boolean[SUBJECTS];
      for (int subject = 0; subject < SUBJECTS; subject++) {
        jwks[subject] = switches.treats(Phase.JWKS, subject);
      }

      assertThat(agreement(jwt, jwks)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void raisingTheShareWithinASlotKeepsWhoWasTreated() {
      switches.change(Phase.JWT, enable(10), ANY);
      var few = draw();
      switches.change(Phase.JWT, enable(50), ANY);
      var many = draw();

      assertThat(IntStream.range(0, SUBJECTS).filter(i -> few[i] && !many[i]).count()).isZero();
    }

    @Test
    void theClockIsReadForAPartialShareOnly() {
      var reads = new AtomicInteger();
      var counting =
          new Ticker() {
            @Override
            public long nanos() {
              return reads.incrementAndGet();
            }

            @Override
            public long wallMillis() {
              return reads.incrementAndGet();
            }
          };
      var own =
          new PhaseSwitches(
              Map.of(Phase.JWKS, new PhaseSetting(true, 100), Phase.JWT, new PhaseSetting(true, 0)),
              EnumSet.allOf(Phase.class),
              counting,
              events);
      reads.set(0);

      assertThat(own.treats(Phase.JWKS, 1)).isTrue();
      assertThat(own.treats(Phase.JWT, 1)).isFalse();
      assertThat(own.treats(Phase.POOL, 1)).isFalse();
      assertThat(reads).hasValue(0);
    }
  }

  @Nested
  class InShadow {
    private PhaseState change(Boolean enabled, Boolean shadow) {
      return switches.change(
          Phase.JWT,
          new PhaseChange(
              Optional.ofNullable(enabled),
              Optional.ofNullable(shadow),
              OptionalInt.empty(),
              "api",
              ""),
          OptionalLong.empty());
    }

    @Test
    void treatsNobodyAndWantsItsCalls() {
      PhaseState state = change(null, true);

      assertThat(state.shadow()).isTrue();
      assertThat(state.enabled()).isFalse();
      assertThat(state.mode()).isEqualTo("in shadow");
      assertThat(switches.isInShadow(Phase.JWT)).isTrue();
      assertThat(switches.wantsCalls(Phase.JWT)).isTrue();
      assertThat(switches.treats(Phase.JWT, 1)).isFalse();
    }

    @Test
    @DisplayName("U-4 keeps invalidation going")
    void isActive() {
      PhaseSwitches one =
          new PhaseSwitches(
              Map.of(Phase.JWT, new PhaseSetting(false, true, 100)),
              EnumSet.of(Phase.JWT),
              ticker,
              new EventLog(1, ticker));

      assertThat(one.anyActive()).isTrue();
      assertThat(one.isEnabled(Phase.JWT)).isFalse();
    }

    @Test
    void endsWhenThePhaseIsSwitchedOnOrOff() {
      change(null, true);
      assertThat(change(true, null).shadow()).isFalse();
      assertThat(switches.isInShadow(Phase.JWT)).isFalse();
      assertThat(change(null, true).enabled()).isFalse();
      assertThat(change(false, null).mode()).isEqualTo("off");
      assertThat(switches.wantsCalls(Phase.JWT)).isFalse();
    }

    @Test
    void isNotForConnectionsNorForWhatIsOn() {
      assertThatThrownBy(
              () ->
                  switches.change(
                      Phase.POOL,
                      new PhaseChange(
                          Optional.of(false), Optional.of(true), OptionalInt.empty(), "api", ""),
                      OptionalLong.empty()))
          .isInstanceOf(PhaseUnavailableException.class);
      assertThatThrownBy(() -> change(true, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void observingEndsWithTheFirstSwitch() {
      switches.observe(Phase.JWT, true);
      assertThat(switches.wantsCalls(Phase.JWT)).isTrue();
      assertThat(switches.isEnabled(Phase.JWT)).isFalse();

      change(true, null);

      assertThat(switches.isObserved(Phase.JWT)).isFalse();
      change(false, null);
      assertThat(switches.wantsCalls(Phase.JWT)).isFalse();
    }
  }
}
