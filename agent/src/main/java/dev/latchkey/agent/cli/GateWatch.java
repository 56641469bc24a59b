package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Follows the gate of a phase that was just switched, until it can be judged. Confined to the
 * thread of the command.
 *
 * <p>The gate is about the last minute. It passes when a whole minute after the switch does. It
 * fails when a later one still does, because the first has all the misses of a cache that was
 * empty.
 */
final class GateWatch {
  /** The shortest time in which there can be an answer. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final String PATH = "/api/v1/phases/";
  private static final String PASS = "pass";
  private static final String FAIL = "fail";
  private static final String BY_ITSELF = "auto";
  private static final long PAUSE_MILLIS = 2_000;

  private final ApiClient client;
  private final StatusLine line;
  private final Time time;
  private long version;
  private long switchedNanos;

  /** The clock that is waited by. */
  interface Time {
    /** The one of this machine. */
    Time SYSTEM =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void pause(long millis) throws InterruptedException {
            Thread.sleep(millis);
          }
        };

    long nanos();

    void pause(long millis) throws InterruptedException;
  }

  GateWatch(ApiClient client, StatusLine line, Time time) {
    this.client = client;
    this.line = line;
    this.time = time;
  }

  /**
   * Returns the gate of a phase, before anything is switched.
   *
   * @throws CommandException when the phase has none
   */
  static JsonNode gate(ApiClient client, String phase) throws CommandException {
    return client.read(PATH + PathSegment.of(phase) + "/gate");
  }

  /**
   * Waits until the gate passes.
   *
   * @param switched the phase as it is since the switch
   * @return the gate that passed
   * @throws CommandException when it fails, cannot be judged in time, or the phase is switched
   *     otherwise meanwhile
   */
  JsonNode follow(JsonNode switched, Duration limit) throws CommandException {
    String phase = switched.path("id").asText();
    version = switched.path("version").asLong();
    long began = time.nanos();
    switchedNanos = began;
    while (true) {
      check(client.read(PATH + PathSegment.of(phase)));
      JsonNode gate = gate(client, phase);
      String verdict = gate.path("verdict").asText();
      long seconds = secondsSince(switchedNanos);
      if (verdict.equals(PASS) && seconds >= WINDOW.toSeconds()) {
        return gate;
      }
      boolean over = secondsSince(began) >= limit.toSeconds();
      if (verdict.equals(FAIL) && (over || seconds >= 2 * WINDOW.toSeconds())) {
        throw new CommandException(
            ExitCodes.GATE_FAILED, "LK-4036", "the gate of " + phase + " fails: " + missed(gate));
      }
      if (over) {
        throw new CommandException(
            "LK-4037",
            "the gate of "
                + phase
                + " cannot be judged after "
                + Text.duration(limit.toSeconds())
                + ": "
                + missed(gate)
                + "; the phase stays as it is");
      }
      line.show(
          "gate of " + phase + ": " + verdict.replace('-', ' ') + ", " + standing(gate),
          Text.duration(secondsSince(began)) + " of " + Text.duration(limit.toSeconds()));
      pause();
    }
  }

  private long secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(time.nanos() - nanos);
  }

  private void pause() throws CommandException {
    try {
      time.pause(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.INTERRUPTED, "LK-4026", "interrupted");
    }
  }

  /** A plan goes on to its next step by itself; then there is another minute to wait for. */
  private void check(JsonNode now) throws CommandException {
    if (now.path("version").asLong() == version) {
      return;
    }
    String phase = Text.of(now.path("id"));
    boolean byItself = now.path("changedBy").asText().equals(BY_ITSELF);
    if (byItself && !now.path("enabled").asBoolean()) {
      throw new CommandException(
          ExitCodes.GATE_FAILED,
          "LK-4036",
          "the guard rolled " + phase + " back; 'events' says why");
    }
    if (!byItself) {
      throw new CommandException(
          ExitCodes.CONFLICT,
          "LK-4038",
          Text.of(now.path("changedBy"))
              + " switched "
              + phase
              + " meanwhile: it is "
              + PhasesCommand.mode(now));
    }
    version = now.path("version").asLong();
    switchedNanos = time.nanos();
  }

  private static String standing(JsonNode gate) {
    int passed = 0;
    for (JsonNode each : gate.path("criteria")) {
      passed += each.path("verdict").asText().equals(PASS) ? 1 : 0;
    }
    return passed + " of " + gate.path("criteria").size() + " criteria pass";
  }

  /** Returns what does not pass, failures alone where there are some. */
  private static String missed(JsonNode gate) {
    boolean fails = gate.path("verdict").asText().equals(FAIL);
    List<String> missed = new ArrayList<>();
    for (JsonNode each : gate.path("criteria")) {
      String verdict = each.path("verdict").asText();
      if (fails ? verdict.equals(FAIL) : !verdict.equals(PASS)) {
        missed.add(
            Text.of(each.path("name"))
                + (fails
                    ? " is " + value(each) + ", wanted " + wanted(each)
                    : ": " + detail(each)));
      }
    }
    return String.join("; ", missed);
  }

  /** A sentence that goes on loses its full stop. */
  private static String detail(JsonNode criterion) {
    return Text.of(criterion.path("detail")).replaceFirst("\\.$", "");
  }

  private static String value(JsonNode criterion) {
    return figure(criterion, criterion.path("value"));
  }

  private static String wanted(JsonNode criterion) {
    return Text.of(criterion.path("wanted")) + " " + figure(criterion, criterion.path("limit"));
  }

  private static String figure(JsonNode criterion, JsonNode value) {
    return criterion.path("unit").asText().equals("ratio")
        ? Text.percent(value)
        : Text.millis(value);
  }

  /** Shows the criteria, a line each. */
  static void print(JsonNode gate, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : gate.path("criteria")) {
      rows.add(
          List.of(
              Text.of(each.path("name")),
              value(each),
              wanted(each),
              Text.of(each.path("verdict")),
              Text.of(each.path("detail"))));
    }
    output.table(List.of("CRITERION", "NOW", "WANTED", "VERDICT", "FROM"), rows);
  }
}
