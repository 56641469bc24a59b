package dev.latchkey.runtime.coherence;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.session.LookupTarget;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.token.ValidationCache;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Fits what phase 5 may fit, once a minute, within what is configured:
 *
 * <ul>
 *   <li>The life of users and whole answers, per target: twice the age under which 99 % of them are
 *       given, from a tenth of the configured life, and 10 s, to all of it. A longer one only makes
 *       answers older. When they are given until they end the life is doubled.
 *   <li>The memory of users and of validations, which have a sum: an eighth of the whole goes to
 *       the one that drops answers for want of room from the one that is less than half full.
 * </ul>
 *
 * Confined to the thread that ticks.
 */
public final class Tuner {
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long ENOUGH_HITS = 100;
  private static final double MOST = 0.99;
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final int SMALLEST_SHARE = 10;

  /** What is changed by less is left as it is. */
  private static final double WORTHWHILE = 0.7;

  private static final int PARTS = 8;

  private final SessionCache sessions;
  private final ValidationCache validations;
  private final BooleanSupplier on;
  private final EventLog events;
  private long lastNanos;
  private boolean begun;
  private boolean tuned;
  private long sessionsEvicted;
  private long validationsEvicted;

  /**
   * Makes one that has changed nothing yet.
   *
   * @param on whether it may change anything; when it may not any more, all is as configured
   */
  public Tuner(
      SessionCache sessions, ValidationCache validations, BooleanSupplier on, EventLog events) {
    this.sessions = sessions;
    this.validations = validations;
    this.on = on;
    this.events = events;
  }

  /** Looks whether there is something to do; called about once a second. */
  public void tick(long nowNanos) {
    if (!on.getAsBoolean()) {
      reset();
      return;
    }
    if (!begun) {
      begun = true;
      lastNanos = nowNanos;
      sessionsEvicted = sessions.stats().evicted();
      validationsEvicted = validations.stats().evicted();
    }
    if (nowNanos - lastNanos >= PERIOD_NANOS) {
      lastNanos = nowNanos;
      sessions.targets().forEach(this::fitLife);
      fitMemory();
    }
  }

  private void reset() {
    begun = false;
    if (tuned) {
      tuned = false;
      // Not what is in force now: that may be limited, and the limit taken back.
      sessions.targets().forEach(target -> target.life(SessionCache.UNLIMITED));
      sessions.resize(sessions.firstBytes());
      validations.resize(validations.firstBytes());
    }
  }

  private void fitLife(LookupTarget target) {
    if (target.hitAges().count() < ENOUGH_HITS) {
      return;
    }
    long configured = target.configuredLife().toNanos();
    long now = target.life().toNanos();
    long age = target.hitAges().ageNanos(MOST);
    target.hitAges().clear();
    long least = Math.min(configured, Math.max(SHORTEST.toNanos(), configured / SMALLEST_SHARE));
    long wanted = age >= now - now / PARTS ? 2 * now : 2 * age;
    long fitted = Math.max(least, Math.min(configured, wanted));
    boolean back = fitted == configured && now != configured;
    if (back || fitted <= WORTHWHILE * now || now <= WORTHWHILE * fitted) {
      tuned = true;
      target.life(Duration.ofNanos(fitted));
      tell(
          "Target "
              + target.name()
              + ": answers live for "
              + seconds(fitted)
              + " instead of "
              + seconds(now)
              + ", because 99 % of them were given within "
              + seconds(age)
              + "; at most "
              + seconds(configured)
              + " is configured.");
    }
  }

  private void fitMemory() {
    CacheStats users = sessions.stats();
    CacheStats tokens = validations.stats();
    boolean usersLack = users.evicted() > sessionsEvicted;
    // One that may hold no more entries has no use for more memory.
    boolean tokensLack = tokens.evicted() > validationsEvicted && !validations.isLimited();
    sessionsEvicted = users.evicted();
    validationsEvicted = tokens.evicted();
    long step = (users.maxBytes() + tokens.maxBytes()) / PARTS;
    if (usersLack && !tokensLack && canSpare(tokens, step)) {
      validations.resize(tokens.maxBytes() - step);
      sessions.resize(users.maxBytes() + step);
      toldMemory("users", users.maxBytes(), users.maxBytes() + step, "validations");
    } else if (tokensLack && !usersLack && canSpare(users, step)) {
      sessions.resize(users.maxBytes() - step);
      validations.resize(tokens.maxBytes() + step);
      toldMemory("validations", tokens.maxBytes(), tokens.maxBytes() + step, "users");
    }
  }

  private static boolean canSpare(CacheStats cache, long bytes) {
    return cache.weightBytes() < cache.maxBytes() / 2 && cache.maxBytes() - bytes >= bytes;
  }

  private void toldMemory(String what, long before, long after, String from) {
    tuned = true;
    tell(
        "The memory of kept "
            + what
            + " grew from "
            + before / 1024
            + " KiB to "
            + after / 1024
            + " KiB, because some were dropped for want of room; kept "
            + from
            + ", which need less than half of theirs, have as much less.");
  }

  private void tell(String text) {
    events.add("coherence.tuned", Severity.INFO, "auto", text);
  }

  private static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
  }
}
