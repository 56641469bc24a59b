package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.Comparison;
import dev.latchkey.runtime.bench.Gate;
import dev.latchkey.runtime.bench.Judging;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two results beside each other, without a load. */
@Command(
    name = "compare",
    description = {
      "Compares two results that 'bench' wrote, without a load. Those of different",
      "conditions get no verdict."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no figure got worse beyond the limit, as far as can be said",
      "1:a file is no result",
      "2:the command line is wrong",
      "6:a figure got worse beyond the limit"
    })
final class BenchCompare implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(index = "0", paramLabel = "BEFORE", description = "The result.json of a run.")
  private File before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "That of a later one.")
  private File after;

  @Option(
      names = "--max-regression",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "How much worse is let pass; default ${DEFAULT-VALUE}.")
  private double mostRegression;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  BenchCompare() {}

  @Override
  public Integer call() throws CommandException {
    BenchResult judged =
        Judging.judge(
            GateOptions.read(after),
            new Judging.Limits(Double.NaN, Double.NaN, mostRegression / 100),
            Optional.of(GateOptions.read(before)));
    List<Gate> failed = judged.gates().stream().filter(Gate::failed).toList();
    output.run(() -> show(judged));
    for (Gate each : failed) {
      output.err().println("worse: " + each.name() + " " + each.text());
    }
    return failed.isEmpty() ? CommandLine.ExitCode.OK : ExitCodes.GATE_FAILED;
  }

  private void show(BenchResult judged) throws CommandException {
    if (output.isJson()) {
      try {
        output.out().println(new String(ResultJson.write(judged), StandardCharsets.UTF_8));
      } catch (IOException impossible) {
        throw new CommandException("LK-4031", "the comparison cannot be written");
      }
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Comparison each : judged.comparisons()) {
      rows.add(
          List.of(
              Text.printable(each.scenario()),
              Text.printable(each.metric()),
              Text.number(each.before()),
              Text.number(each.after()),
              percent(each.ratio()),
              percent(each.low()) + " to " + percent(each.high()),
              Text.printable(each.verdict())));
    }
    output.table(
        List.of("SCENARIO", "METRIC", "BEFORE", "AFTER", "AFTER/BEFORE", "INTERVAL", "VERDICT"),
        rows);
    judged.gates().stream()
        .filter(each -> each.name().equals("comparison"))
        .forEach(each -> output.err().println(Text.printable(each.text())));
  }

  private static String percent(double ratio) {
    return Double.isFinite(ratio) ? Text.number(100 * ratio) + " %" : Text.NONE;
  }
}
