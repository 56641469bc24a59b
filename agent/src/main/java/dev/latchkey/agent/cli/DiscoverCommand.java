package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the methods that are worth a target. */
@Command(
    name = "discover",
    description = {
      "Watches a running application and proposes the methods that its authentication",
      "spends its time in, each with a target to add. Needs load on the application,",
      "and a token whose role is admin. Nothing is kept of any method by this."
    })
final class DiscoverCommand extends ApiCommand {
  private static final long PAUSE_MILLIS = 500;

  @Parameters(
      paramLabel = "PID|NAME",
      arity = "0..1",
      description = "Process of the application, as with --pid.")
  private @Nullable String process;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "120",
      description = "How long to watch, 5 to 600; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      converter = Length.class,
      description = "Likewise, such as 2m.")
  private @Nullable Duration duration;

  @Option(names = "--yaml", description = "The targets alone, ready for the configuration file.")
  private boolean yaml;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Writes the targets to a new file as well.")
  private @Nullable File out;

  @Option(names = "--last", description = "Shows what was found last, and watches nothing.")
  private boolean last;

  @Override
  public Integer call() throws CommandException {
    if (process != null) {
      target().means(process);
    }
    if (duration != null) {
      seconds = (int) duration.toSeconds();
    }
    return super.call();
  }

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode found = last ? client.read("/api/v1/discovery") : watch(client, output);
    if (out != null) {
      write(out, yaml(found));
    }
    if (output.isJson()) {
      printJson(found, output);
    } else if (yaml) {
      output.out().print(yaml(found));
    } else {
      print(found, output);
    }
  }

  private JsonNode watch(ApiClient client, Output output) throws CommandException {
    JsonNode now = client.change("POST", "/api/v1/discovery/start", Map.of("seconds", seconds));
    try (Progress progress = output.progress("watching", seconds)) {
      int shown = 0;
      while (now.path("state").asText().equals("running")) {
        Thread.sleep(PAUSE_MILLIS);
        now = client.read("/api/v1/discovery");
        for (; shown < seconds - now.path("secondsLeft").asInt(); shown++) {
          progress.step();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.INTERRUPTED, "LK-4026", "interrupted");
    }
    return now;
  }

  private static void write(File file, String targets) throws CommandException {
    try {
      Files.writeString(file.toPath(), targets, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException kept) {
      throw new CommandException("LK-4035", file + " exists already; name another file with -o");
    } catch (IOException cannot) {
      throw new CommandException("LK-4035", file + " cannot be written; name another file with -o");
    }
  }

  private static String yaml(JsonNode found) {
    StringBuilder targets = new StringBuilder("targets:\n");
    for (JsonNode each : found.path("proposals")) {
      targets.append(each.path("yaml").asText().replaceFirst("targets:\n", ""));
    }
    return found.path("proposals").isEmpty() ? "targets: []\n" : targets.toString();
  }

  private static void print(JsonNode found, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : found.path("proposals")) {
      rows.add(
          List.of(
              Text.of(each.path("name")),
              Text.of(each.path("layer")),
              Text.percent(each.path("share")),
              Text.millis(each.path("meanMillis")),
              Text.of(each.path("calls")),
              Text.of(each.path("confidence")),
              Text.of(each.path("class")) + "#" + Text.of(each.path("method"))));
    }
    output.table(List.of("NAME", "LAYER", "SHARE", "MEAN", "CALLS", "SURE", "METHOD"), rows);
    if (!output.isPlain()) {
      for (JsonNode each : found.path("keepAway")) {
        output
            .out()
            .println(
                "Keep nothing of "
                    + Text.of(each.path("method"))
                    + ": "
                    + Text.of(each.path("reason")));
      }
      found.path("notes").forEach(each -> output.out().println(Text.of(each)));
      if (!found.path("trouble").asText().isEmpty()) {
        output.out().println("Not done: " + Text.of(found.path("trouble")));
      }
    }
  }
}
