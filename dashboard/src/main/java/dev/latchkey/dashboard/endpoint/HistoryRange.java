package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.recording.TimeCut;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.Tier;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of the history is asked for, and how fine. Immutable.
 *
 * @param from epoch seconds of the first step, a multiple of {@code step}
 * @param to epoch seconds; steps that begin there are left out
 */
record HistoryRange(long from, long to, long step, Tier tier) {
  static final int MOST_POINTS = 5_000;

  private static final int USUAL_POINTS = 1_200;
  private static final long USUAL_SECONDS = 3_600;
  private static final long MOST_STEP = 86_400;
  private static final long[] STEPS = {
    1, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 43_200, MOST_STEP
  };
  private static final Pattern DURATION = Pattern.compile("(\\d{1,5})([smhd])");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

  /**
   * Reads what is asked for.
   *
   * @param least what is asked for is not kept any finer
   */
  static HistoryRange of(Call call, History history, long now, Tier least) {
    TimeCut asked = bounds(call, now);
    long from = asked.from();
    long to = asked.to();
    Tier finest = finest(history, from, least);
    long step =
        call.parameter("step")
            .map(text -> step(text, finest, to - from))
            .orElseGet(() -> usual(finest, to - from));
    return new HistoryRange(Math.floorDiv(from, step) * step, to, step, coarsest(finest, step));
  }

  /**
   * Reads a time that is asked for as a whole, as fine as it is kept.
   *
   * @param least as for {@link #of}
   */
  static HistoryRange whole(Call call, History history, long now, Tier least) {
    TimeCut asked = bounds(call, now);
    Tier tier = finest(history, asked.from(), least);
    long step = tier.stepSeconds();
    return new HistoryRange(Math.floorDiv(asked.from(), step) * step, asked.to(), step, tier);
  }

  /** Reads from when to when; the last hour where nothing is said. */
  static TimeCut bounds(Call call, long now) {
    long to = call.parameter("to").map(text -> time("to", text, now)).orElse(now);
    long from =
        call.parameter("from").map(text -> time("from", text, now)).orElse(to - USUAL_SECONDS);
    if (from >= to) {
      throw wrong("from", "from must be before to, which is now where it is left out");
    }
    return new TimeCut(from, to);
  }

  private static Tier finest(History history, long from, Tier least) {
    Tier kept = history.tierFor(from);
    return kept.compareTo(least) < 0 ? least : kept;
  }

  private static long step(String text, Tier finest, long seconds) {
    long step = duration(text);
    if (step < 1 || step > MOST_STEP) {
      throw wrong("step", "step must be from 1s to 1d, such as 10s, 5m or 1h");
    }
    int least = finest.stepSeconds();
    if (step % least != 0) {
      throw wrong(
          "step",
          "step must be a multiple of " + least + "s, as fine as what is kept of that time");
    }
    if (seconds / step > MOST_POINTS) {
      throw wrong(
          "step",
          "that makes more than "
              + MOST_POINTS
              + " points; choose a step of "
              + usual(finest, seconds)
              + "s or a shorter time");
    }
    return step;
  }

  private static long usual(Tier finest, long seconds) {
    return Arrays.stream(STEPS)
        .filter(step -> step % finest.stepSeconds() == 0 && seconds <= step * USUAL_POINTS)
        .findFirst()
        .orElse(MOST_STEP);
  }

  /** Fewer points make the same steps faster. */
  private static Tier coarsest(Tier finest, long step) {
    Tier chosen = finest;
    for (Tier tier : Tier.values()) {
      if (tier.compareTo(finest) > 0 && step % tier.stepSeconds() == 0) {
        chosen = tier;
      }
    }
    return chosen;
  }

  /** A time is RFC 3339, seconds since the epoch, or a duration before now. */
  private static long time(String name, String text, long now) {
    if (SECONDS.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    if (text.equals("now")) {
      return now;
    }
    if (text.startsWith("-")) {
      long back = duration(text.substring(1));
      if (back > 0) {
        return now - back;
      }
    }
    try {
      return Instant.parse(text).getEpochSecond();
    } catch (DateTimeException malformed) {
      throw wrong(
          name, name + " must be a time such as 2026-11-24T12:00:00Z, seconds since 1970, or -2h");
    }
  }

  /** Returns the seconds of a span such as {@code 24h}; 0 when it is none. */
  static long duration(String text) {
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      return 0;
    }
    long unit =
        switch (match.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          case "h" -> 3_600;
          default -> MOST_STEP;
        };
    return Long.parseLong(match.group(1)) * unit;
  }

  static ProblemException wrong(String parameter, String detail) {
    return new ProblemException(Problem.validation("?" + parameter, detail));
  }
}
