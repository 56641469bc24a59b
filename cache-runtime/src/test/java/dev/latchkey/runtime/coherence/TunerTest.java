package dev.latchkey.runtime.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.session.LookupSettings;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.Names;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.session.ValueCopier;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.token.DenyList;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TunerTest {
  private static final Duration CONFIGURED = Duration.ofMinutes(10);
  private static final long SMALL = 64 * 1024;

  private final ManualTicker ticker = new ManualTicker();
  private final EventLog events = new EventLog(100, ticker);
  private final SessionCache sessions =
      new SessionCache(SMALL, new ShadowChecks(0, ticker), ticker);
  private final ValidationCache validations =
      new ValidationCache(
          new ValidationSettings(1000, 4 * SMALL), () -> 0, new DenyList(ticker), ticker);

  /** On trial for ever, so that every lookup of what is kept is compared. */
  private final LookupTarget users =
      sessions.target(
          new LookupSettings("users", CONFIGURED, CONFIGURED, 1_000_000, List.of()),
          new Texts(),
          reason -> {});

  private boolean on = true;
  private final Tuner tuner = new Tuner(sessions, validations, () -> on, events);

  /** Texts can be shared. */
  private static final class Texts implements ValueCopier {
    @Override
    public Object keep(Object value) {
      return value;
    }

    @Override
    public Object copy(Object kept) {
      return kept;
    }

    @Override
    public boolean same(Object kept, Object other) {
      return kept.equals(other);
    }

    @Override
    public int bytes(Object kept) {
      return 16;
    }
  }

  private void find(int user) {
    Fingerprint key = FingerprintBuilder.of("t").number(user).build();
    Lookup lookup = users.begin(key, () -> Names.ofNamed(user), true, null);
    users.loaded(lookup, "a user", Long.MAX_VALUE, true);
  }

  /** Each user is looked up again after so long, and then never more. */
  private void comeBackAfter(Duration time) {
    for (int i = 0; i < 50; i++) {
      find(i);
    }
    for (int times = 0; times < 3; times++) {
      ticker.advance(time);
      for (int i = 0; i < 50; i++) {
        find(i);
      }
    }
  }

  private void minute() {
    tuner.tick(ticker.nanos());
    ticker.advance(Duration.ofSeconds(60));
    tuner.tick(ticker.nanos());
  }

  private List<String> told() {
    return events.after(0).stream()
        .filter(event -> event.kind().equals("coherence.tuned"))
        .map(Event::text)
        .toList();
  }

  @Test
  void livesAsLongAsAnswersAreAskedForAgain() {
    comeBackAfter(Duration.ofSeconds(50));
    minute();

    assertThat(users.life()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(150));
    assertThat(told()).singleElement().asString().contains("users", "600.0 s is configured");
  }

  @Test
  @DisplayName("SES-14 U-2 a life is never fitted beyond what is configured, nor below its floor")
  void staysWithinTheBounds() {
    comeBackAfter(Duration.ofMillis(10));
    minute();
    assertThat(users.life()).isEqualTo(Duration.ofSeconds(60));

    for (int i = 0; i < 8; i++) {
      comeBackAfter(users.life().minusMillis(1));
      minute();
    }
    assertThat(users.life()).isEqualTo(CONFIGURED);
    users.life(CONFIGURED.multipliedBy(2));
    assertThat(users.life()).isEqualTo(CONFIGURED);
  }

  @Test
  void waitsForEnoughHits() {
    find(1);
    ticker.advance(Duration.ofSeconds(1));
    find(1);
    minute();

    assertThat(users.life()).isEqualTo(CONFIGURED);
    assertThat(told()).isEmpty();
  }

  @Test
  void givesMemoryToWhoDropsForWantOfIt() {
    tuner.tick(ticker.nanos());
    for (int i = 0; i < 1_000; i++) {
      find(i);
    }
    long before = sessions.stats().entries();
    minute();

    long step = 5 * SMALL / 8;
    assertThat(sessions.stats().maxBytes()).isEqualTo(SMALL + step);
    assertThat(validations.stats().maxBytes()).isEqualTo(4 * SMALL - step);
    assertThat(told()).singleElement().asString().contains("64 KiB", "104 KiB");
    for (int i = 0; i < 1_000; i++) {
      find(i);
    }
    assertThat(sessions.stats().entries()).isGreaterThan(before);
  }

  @Test
  @DisplayName("C-5 with the phase off everything is as configured again")
  void takesItBack() {
    comeBackAfter(Duration.ofMillis(10));
    for (int i = 0; i < 1_000; i++) {
      find(i);
    }
    minute();
    minute();
    on = false;
    tuner.tick(ticker.nanos());

    assertThat(users.life()).isEqualTo(CONFIGURED);
    assertThat(sessions.stats().maxBytes()).isEqualTo(SMALL);
    assertThat(validations.stats().maxBytes()).isEqualTo(4 * SMALL);
  }

  @Test
  void goesNoFurtherThanALimitAndHasAllOfItBackAfterwards() {
    sessions.limit(Duration.ofSeconds(200));
    comeBackAfter(Duration.ofSeconds(190));
    minute();
    assertThat(users.life()).isEqualTo(Duration.ofSeconds(200));
    ticker.advance(Duration.ofSeconds(200));
    comeBackAfter(Duration.ofSeconds(20));
    minute();
    assertThat(users.life()).isLessThanOrEqualTo(Duration.ofSeconds(100));
    on = false;
    minute();
    assertThat(users.life()).isEqualTo(Duration.ofSeconds(200));
    sessions.limit(SessionCache.UNLIMITED);
    assertThat(users.life()).isEqualTo(CONFIGURED);
  }
}
