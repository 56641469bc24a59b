package dev.latchkey.runtime.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a measurement that was begun over HTTP is to send. Immutable.
 *
 * @param target what is asked for; on this machine
 * @param tokens as a file of {@code bench} has them, a token a line; never shown again
 * @param scenarios all but the cold start, which would end the service that was asked
 * @param seconds of each repetition
 * @param capacityPerSecond 0 to look for it
 * @param mostPerSecond requests a second that are never exceeded
 */
public record BenchOrder(
    URI target,
    String tokens,
    Set<ScenarioKind> scenarios,
    int seconds,
    int repetitions,
    int capacityPerSecond,
    int mostPerSecond) {
  /** Copies the set. */
  public BenchOrder {
    scenarios = Set.copyOf(scenarios);
  }

  /** Returns the names of the scenarios, as they are run. */
  public List<String> names() {
    return scenarios.stream().sorted().map(ScenarioKind::id).toList();
  }

  /** The tokens are in a file, as arguments are shown to everybody on the machine. */
  List<String> arguments(String name, String tokenFile, String folder, Optional<URI> agent) {
    var all =
        new ArrayList<>(
            List.of(
                "bench",
                target.toString(),
                "--tokens",
                tokenFile,
                "--name",
                name,
                "--out",
                folder,
                "--scenarios",
                names().stream().collect(Collectors.joining(",")),
                "--duration",
                seconds + "s",
                "--warm-up",
                Math.max(1, seconds / 2) + "s",
                "--sustained",
                6 * seconds + "s",
                "--repetitions",
                String.valueOf(repetitions),
                "--max-rate",
                String.valueOf(mostPerSecond)));
    if (capacityPerSecond > 0) {
      all.addAll(List.of("--capacity", String.valueOf(capacityPerSecond)));
    }
    agent.ifPresent(there -> all.addAll(List.of("--url", there.toString())));
    return all;
  }

  /** Leaves the tokens out. */
  @Override
  public String toString() {
    return "BenchOrder[" + target + ", " + names() + ", " + seconds + " s]";
  }
}
