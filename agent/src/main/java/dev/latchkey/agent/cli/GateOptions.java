package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.Judging;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What has to hold. */
final class GateOptions {
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  @Option(
      names = "--max-p95",
      paramLabel = "SPAN",
      converter = Length.class,
      description = "Fails when p95 of a scenario is longer.")
  private @Nullable Duration mostP95;

  @Option(
      names = "--max-errors",
      paramLabel = "PERCENT",
      description = "Fails when more requests with good tokens fail.")
  private @Nullable Double mostErrors;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "A result.json of before; fails when a figure got worse beyond the limit.")
  private @Nullable File before;

  @Option(
      names = "--max-regression",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "How much worse is let pass; default ${DEFAULT-VALUE}.")
  private double mostRegression;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  GateOptions() {}

  /** Returns what was measured before, if the user named it. */
  Optional<BenchResult> before() throws CommandException {
    return before == null ? Optional.empty() : Optional.of(read(before));
  }

  /** Reads a result. */
  static BenchResult read(File file) throws CommandException {
    try {
      if (Files.size(file.toPath()) > MOST_BYTES) {
        throw new IOException("it has more than 16 MiB");
      }
      return ResultJson.read(Files.readAllBytes(file.toPath()));
    } catch (IOException unusable) {
      throw new CommandException(
          "LK-4031", file + " is no result to compare with: " + unusable.getMessage());
    }
  }

  /** Adds what was asked for, with its verdict. */
  BenchResult judge(BenchResult result, Optional<BenchResult> earlier) {
    return Judging.judge(
        result,
        new Judging.Limits(
            mostP95 == null ? Double.NaN : mostP95.toNanos() / 1e6,
            mostErrors == null ? Double.NaN : mostErrors / 100,
            mostRegression / 100),
        earlier);
  }
}
