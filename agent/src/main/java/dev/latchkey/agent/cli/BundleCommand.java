package dev.latchkey.agent.cli;

import dev.latchkey.agent.start.Version;
import dev.latchkey.dashboard.recording.Bundle;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = {
        "What the file is about: how long before now, such as 2h. Without it and",
        "--from the last hour's series and all that is known to have happened."
      })
  private @Nullable String since;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "The same as 2026-11-28T03:00:00Z, seconds since 1970, or -2h.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Its end; default now.")
  private @Nullable String to;

  @Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  BundleCommand() {}

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    String query = query();
    Path path = file.toPath();
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      if (query.isEmpty()) {
        write(client, Bundle.resources(client.read("/api/v1/openapi.json")), out, output);
      } else {
        try (Progress progress = output.progress("reading", 1)) {
          out.write(client.bytes("/api/v1/bundle" + query));
          progress.step();
        }
      }
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

  /** Returns what asks for a time; empty for none. */
  private String query() {
    if (since != null && from != null) {
      throw new ParameterException(
          spec.commandLine(), "--since and --from both say when it begins; keep one of the two");
    }
    Map<String, String> asked = new LinkedHashMap<>();
    if (since != null) {
      asked.put("from", "-" + since.replaceFirst("^-", ""));
    } else if (from != null) {
      asked.put("from", from);
    }
    if (to != null) {
      asked.put("to", to);
    }
    asked.replaceAll((name, time) -> URLEncoder.encode(time, StandardCharsets.UTF_8));
    return query(asked);
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
