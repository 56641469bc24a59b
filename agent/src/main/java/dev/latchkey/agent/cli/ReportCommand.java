package dev.latchkey.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The architecture report. */
@Command(
    name = "report",
    description = {
      "Says where the time of an authentication goes, what each phase would save, and",
      "what to do in which order. Made from what the agent measured and what",
      "'discover' found last."
    })
final class ReportCommand extends ApiCommand {
  private static final String NAME = "latchkey-report.";

  /** What a report can be written as. */
  enum Format {
    md,
    html,
    json
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "md, html or json; default md. With --out all three unless one is named.")
  private @Nullable Format format;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "Writes latchkey-report.md, .html and .json there, over those that are there.")
  private @Nullable File directory;

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "",
      description = {
        "Of all that was measured for so long, such as 24h or 7d, instead of the last",
        "minute; as far back as history is kept."
      })
  private String since;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  ReportCommand() {}

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    File folder = directory;
    if (folder == null) {
      Format wanted = output.isJson() ? Format.json : format == null ? Format.md : format;
      output
          .out()
          .println(new String(read(client, wanted), StandardCharsets.UTF_8).stripTrailing());
      return;
    }
    for (Format each : format == null ? List.of(Format.values()) : List.of(format)) {
      Path file = folder.toPath().resolve(NAME + each);
      try {
        Files.createDirectories(folder.toPath());
        Files.write(file, read(client, each));
      } catch (IOException failure) {
        throw new CommandException(
            "LK-4028", file + " cannot be written (" + failure.getClass().getSimpleName() + ")");
      }
      output.out().println(file.toString());
    }
  }

  private byte[] read(ApiClient client, Format format) throws CommandException {
    return client.bytes(
        "/api/v1/report?format="
            + format
            + (since.isEmpty() ? "" : "&since=" + PathSegment.of(since)));
  }
}
