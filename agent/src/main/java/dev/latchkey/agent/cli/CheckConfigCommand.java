package dev.latchkey.agent.cli;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.LatchkeyConfig;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a configuration file as the agent would and shows all that is wrong with it. */
@Command(
    name = "check-config",
    description = {
      "Checks a configuration file without an application, as the agent reads it:",
      "all that is wrong is shown at once, each with file, line and column. --explain",
      "says of one key what it means, and what it is in the file if one is given."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the file is valid, or the key was explained",
      "2:the file has problems, there is no such key, or the command line is wrong"
    })
final class CheckConfigCommand implements Callable<Integer> {
  private static final String INPUT = "-";

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The YAML file, or - for standard input.")
  private @Nullable File file;

  @Option(
      names = "--explain",
      paramLabel = "KEY",
      description = {
        "Type, default, bounds and meaning of a key such as phases.jwks.ttl, its value and",
        "where that comes from; of a section the keys in it."
      })
  private @Nullable String explained;

  @Option(
      names = "--json",
      description = {
        "One JSON value: file, valid, problems and warnings; with --explain key, type,",
        "default, allowed, takesEffect, value, source, line and keys."
      })
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  CheckConfigCommand() {}

  /** What programs read. */
  private record Checked(
      String file, boolean valid, List<String> problems, List<String> warnings) {}

  @Override
  public Integer call() throws CommandException {
    String key = explained;
    if (file == null && key == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "give FILE, or --explain and a key");
    }
    Optional<ConfigResult> result = file == null ? Optional.empty() : Optional.of(read(file));
    boolean valid = result.isEmpty() || result.get().config().isPresent();
    if (key == null) {
      show(result.orElseThrow(), valid);
    } else {
      explain(key, result);
    }
    return valid ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
  }

  private void show(ConfigResult result, boolean valid) {
    List<String> problems = result.problems().stream().map(Object::toString).toList();
    List<String> warnings = result.config().map(CheckConfigCommand::warnings).orElse(List.of());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (json) {
      out.println(Json.text(new Checked(name(), valid, problems, warnings)));
    } else {
      warnings.forEach(err::println);
      problems.forEach(err::println);
      if (valid) {
        out.println(name() + " is valid");
      }
    }
  }

  private void explain(String key, Optional<ConfigResult> result) throws CommandException {
    KeyExplanation explanation =
        KeyExplanation.of(key, file == null ? "" : name(), result.flatMap(ConfigResult::config));
    result.ifPresent(
        read -> read.problems().forEach(each -> spec.commandLine().getErr().println(each)));
    if (json) {
      spec.commandLine().getOut().println(Json.text(explanation.view()));
    } else {
      explanation.print(spec.commandLine().getOut());
    }
  }

  private String name() {
    String path = String.valueOf(file);
    return path.equals(INPUT) ? "standard input" : path;
  }

  private ConfigResult read(File from) throws CommandException {
    if (!from.getPath().equals(INPUT)) {
      return ConfigReader.readFile(from, System.getenv());
    }
    try {
      return ConfigReader.readStream(System.in, name(), System.getenv());
    } catch (IOException closed) {
      throw new CommandException(
          "LK-4034", "standard input cannot be read: " + closed.getMessage());
    }
  }

  /** Returns what the agent says at its start of a file that it takes. */
  private static List<String> warnings(LatchkeyConfig config) {
    List<String> warnings = new ArrayList<>();
    List<String> unknown = PresetCatalogue.unknown(config.presets().names());
    if (!unknown.isEmpty()) {
      warnings.add(
          "LK-2006 no preset is named "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", PresetCatalogue.NAMES));
    }
    if (!config.notYetAvailable().isEmpty()) {
      warnings.add(
          "LK-2005 this version does nothing yet with "
              + String.join(", ", config.notYetAvailable()));
    }
    return warnings;
  }
}
