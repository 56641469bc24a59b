package dev.latchkey.agent.cli;

import dev.latchkey.agent.presence.PortFile;
import dev.latchkey.agent.presence.Presence;
import dev.latchkey.agent.start.JvmInfo;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the JVMs of this user. */
@Command(
    name = "ps",
    description = {
      "Lists the JVMs of this user that can be attached to: process number, Java",
      "version, the agent's version where there is one, its dashboard, and the main",
      "class or jar. The arguments of the applications are not shown, for they may",
      "hold secrets."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the list was shown",
      "1:this Java cannot look at other JVMs",
      "2:the command line is wrong"
    })
final class PsCommand implements Callable<Integer> {
  private static final List<String> HEADS =
      List.of("PID", "JAVA", "LATCHKEY", "DASHBOARD", "APPLICATION");

  @Mixin private Output output;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  PsCommand() {}

  /** One JVM; what it has not is null. */
  private record Row(
      long pid,
      String java,
      @Nullable String latchkey,
      @Nullable URI dashboard,
      String application) {
    List<String> cells() {
      return List.of(
          String.valueOf(pid),
          java,
          latchkey == null ? Text.NONE : latchkey,
          dashboard == null ? Text.NONE : dashboard.toString(),
          application);
    }
  }

  @Override
  public Integer call() throws CommandException {
    AttachModule.check();
    return output.run(this::show);
  }

  private void show() throws CommandException {
    removeStaleFiles();
    List<Row> rows = new ArrayList<>();
    for (AttachApi.Found found : AttachApi.all()) {
      if (found.pid() != ProcessHandle.current().pid()) {
        ProcessHandle.of(found.pid())
            .ifPresent(handle -> rows.add(row(new JvmProcess(handle), found.command())));
      }
    }
    if (output.isJson()) {
      output.out().println(Json.text(Map.of("jvms", rows)));
    } else {
      output.table(HEADS, rows.stream().map(Row::cells).toList());
    }
  }

  private static Row row(JvmProcess process, String command) {
    Optional<Presence> agent = process.presence();
    return new Row(
        process.pid(),
        process.javaVersion(),
        agent.map(Presence::version).orElse(null),
        agent.flatMap(Presence::dashboard).orElse(null),
        JvmInfo.application(command));
  }

  private static void removeStaleFiles() {
    try {
      PortFile.removeStale(System.getProperty("java.io.tmpdir"));
    } catch (IOException unreadable) {
      // Then there is none that this user could be misled by.
    }
  }
}
