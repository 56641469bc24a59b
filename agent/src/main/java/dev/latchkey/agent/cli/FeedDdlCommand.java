package dev.latchkey.agent.cli;

import dev.latchkey.runtime.feed.FeedDdl;
import dev.latchkey.runtime.feed.FeedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the statements that make a database tell of changes. */
@Command(
    name = "feed-ddl",
    description = {
      "Prints the statements for PostgreSQL 11 and later that make it tell of changes",
      "to tables: a function, and a trigger for each table. Read them and apply them",
      "yourself; the agent changes no database. A table's partitions need triggers of",
      "their own."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the statements were printed", "2:the command line is wrong"})
final class FeedDdlCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "TABLE",
      arity = "1..*",
      description = "Name of a table, with its schema where that is not public: auth.users")
  private List<String> names;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  FeedDdlCommand() {}

  @Override
  public Integer call() {
    List<FeedTable> tables = new ArrayList<>();
    for (String name : names) {
      tables.add(
          FeedTable.parse(name)
              .orElseThrow(
                  () ->
                      new CommandLine.ParameterException(
                          spec.commandLine(),
                          "'" + name + "' names no table; give users or auth.users")));
    }
    spec.commandLine().getOut().print(FeedDdl.of(tables));
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
