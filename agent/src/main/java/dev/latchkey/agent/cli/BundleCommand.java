package dev.latchkey.agent.cli;

import dev.latchkey.agent.start.Version;
import dev.latchkey.dashboard.recording.Bundle;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One file with all that the dashboard shows. */
@Command(
    name = "bundle",
    description = {
      "Writes all that the dashboard shows into one file, to be looked at elsewhere",
      "with 'view': series, events, audit, configuration with its secrets masked,",
      "gates and versions."
    })
final class BundleCommand extends ApiCommand {
  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "latchkey-bundle.zip",
      description = "The file, of which there must be none; default ${DEFAULT-VALUE}.")
  private File file;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  BundleCommand() {}

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    List<String> paths = Bundle.resources(client.read("/api/v1/openapi.json"));
    Path path = file.toPath();
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      write(client, paths, out, output);
    } catch (FileAlreadyExistsException there) {
      throw new CommandException("LK-4028", file + " is there already; name another with --out");
    } catch (IOException failure) {
      throw new CommandException(
          "LK-4028", file + " cannot be written (" + failure.getClass().getSimpleName() + ")");
    } catch (CommandException failed) {
      file.delete();
      throw failed;
    }
    output.out().println(file.toString());
  }

  private static void write(ApiClient client, List<String> paths, OutputStream out, Output output)
      throws IOException, CommandException {
    try (Progress progress = output.progress("reading", paths.size() + 1);
        Bundle bundle = new Bundle(out, Instant.now(), Version.text())) {
      for (String each : paths) {
        bundle.add(each, client.bytes(each + query(Bundle.parameters(each))));
        progress.step();
      }
      bundle.metrics(client.bytes("/metrics"));
    }
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
  }
}
