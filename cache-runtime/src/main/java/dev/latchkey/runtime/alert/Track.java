package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.alert.Alert.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one rule has stood. Confined to whoever holds the lock of {@link Alerts}.
 *
 * <pre>
 *   OK ──holds──▶ PENDING ──for long enough──▶ FIRING ──a person──▶ ACKNOWLEDGED
 *    ▲                │ holds no more            │                       │
 *    ├────────────────┘                          └──calm for long enough─┤
 *    └──────────a day later────────── RESOLVED ◀─────────────────────────┘
 * </pre>
 *
 * RESOLVED goes on as OK does when the rule holds again. Silence is beside all this: it hides what
 * holds, and tells nobody until it ends.
 */
final class Track {
  private static final Duration RESOLVED_SHOWN = Duration.ofHours(24);

  State state = State.OK;
  Instant since;
  String sentence = "";
  @Nullable Instant holdsSince;
  @Nullable Instant calmSince;
  @Nullable String acknowledgedBy;
  @Nullable Instant silencedUntil;

  /** Whether somebody was told that it fires, so that he is to be told when it does no more. */
  boolean told;

  Track(Instant now) {
    since = now;
  }

  /** Takes a judgment in; returns whether it is the time to tell somebody. */
  boolean judged(Rule rule, Rule.Finding finding, Instant now) {
    boolean on = state == State.FIRING || state == State.ACKNOWLEDGED;
    if (finding.holds()) {
      sentence = finding.sentence();
      calmSince = null;
      if (holdsSince == null) {
        holdsSince = now;
      }
      if (!on) {
        boolean longEnough = !now.isBefore(holdsSince.plus(rule.sustained()));
        become(longEnough ? State.FIRING : State.PENDING, now);
      }
    } else if (on) {
      calmSince = calmSince == null ? now : calmSince;
      if (!now.isBefore(calmSince.plus(rule.calm()))) {
        become(State.RESOLVED, now);
        end();
      }
    } else {
      end();
      boolean old = state == State.RESOLVED && now.isAfter(since.plus(RESOLVED_SHOWN));
      if (state == State.PENDING || old) {
        become(State.OK, now);
      }
    }
    return isNews(now);
  }

  private void end() {
    holdsSince = null;
    calmSince = null;
    acknowledgedBy = null;
  }

  private void become(State next, Instant now) {
    if (state != next) {
      state = next;
      since = now;
    }
  }

  private boolean isNews(Instant now) {
    boolean fires = state == State.FIRING;
    boolean news = (fires && !told) || (state == State.RESOLVED && told);
    if (!news || isSilenced(now)) {
      return false;
    }
    told = fires;
    return true;
  }

  /** Returns false when there is nothing to acknowledge. */
  boolean acknowledge(String actor, Instant now) {
    if (state == State.ACKNOWLEDGED) {
      return true;
    }
    if (state != State.FIRING) {
      return false;
    }
    become(State.ACKNOWLEDGED, now);
    acknowledgedBy = actor;
    return true;
  }

  boolean isSilenced(Instant now) {
    return silencedUntil != null && now.isBefore(silencedUntil);
  }

  Alert view(Rule rule, Instant now) {
    boolean hidden =
        isSilenced(now)
            && (state == State.PENDING || state == State.FIRING || state == State.ACKNOWLEDGED);
    return new Alert(
        rule.id(),
        rule.text(),
        rule.severity(),
        hidden ? State.SILENCED : state,
        state == State.OK ? "" : sentence,
        since,
        Optional.ofNullable(acknowledgedBy),
        isSilenced(now) ? Optional.ofNullable(silencedUntil) : Optional.empty());
  }
}
