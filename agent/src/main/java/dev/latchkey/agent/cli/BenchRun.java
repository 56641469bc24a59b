package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.agent.start.Version;
import dev.latchkey.runtime.bench.BenchException;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.BenchSettings;
import dev.latchkey.runtime.bench.MarkdownReport;
import dev.latchkey.runtime.bench.Peer;
import dev.latchkey.runtime.bench.PhaseBlocks;
import dev.latchkey.runtime.bench.Scenarios;
import dev.latchkey.runtime.bench.ServerProbe;
import dev.latchkey.runtime.bench.Target;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One measurement from its options to its files. Confined to the thread of the command. */
final class BenchRun {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final LoadOptions load;
  private final GateOptions gates;
  private final Optional<AgentLink> agent;
  private final SSLContext trust;
  private final Output output;

  BenchRun(
      LoadOptions load,
      GateOptions gates,
      Optional<AgentLink> agent,
      SSLContext trust,
      Output output) {
    this.load = load;
    this.gates = gates;
    this.agent = agent;
    this.trust = trust;
    this.output = output;
  }

  /** What was measured, and where it is kept. */
  record Outcome(BenchResult result, Path folder) {
    /** Returns how the command ends. */
    int exitCode() {
      if (result.gates().stream().anyMatch(each -> each.failed())) {
        return ExitCodes.GATE_FAILED;
      }
      boolean says =
          result.state().equals("complete")
              && result.scenarios().stream()
                  .noneMatch(
                      each -> each.state().equals("failed") || each.state().equals("partial"));
      return says ? 0 : 1;
    }
  }

  /** Which phase is measured, and by how many pairs of blocks. */
  record Phase(String id, int pairs) {}

  /**
   * Measures.
   *
   * @param folder for the results; null for one of this run under {@code latchkey-bench}
   * @param phase measured off and on; null for the scenarios
   */
  Outcome run(String name, @Nullable File folder, @Nullable Phase phase) throws CommandException {
    BenchSettings settings = load.settings();
    load.checkMachine();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Optional<BenchResult> before = gates.before();
    Path path =
        folder != null
            ? folder.toPath()
            : Path.of("latchkey-bench", STAMP.format(now) + "-" + name);
    try (TokenSupply tokens = load.tokens(trust);
        Halt halt = new Halt(agent);
        BenchFolder kept = new BenchFolder(path);
        BenchProgress watch = new BenchProgress(output, kept, halt)) {
      ServerProbe probe = agent.<ServerProbe>map(link -> link).orElse(ServerProbe.NONE);
      Target target = new Target(Peer.of(load.target(), trust), tokens, load.isHead(), probe);
      BenchResult measured =
          phase == null
              ? scenarios(target, settings, watch, name, now)
              : blocks(target, settings, watch, name, now, phase);
      BenchResult judged = gates.judge(measured, before);
      kept.keep(judged);
      return new Outcome(judged, path);
    } catch (BenchException cannot) {
      throw new CommandException("LK-4032", String.valueOf(cannot.getMessage()));
    } catch (UnknownHostException unknown) {
      throw new CommandException("LK-4032", "there is no host " + load.target().getHost());
    } catch (IOException failed) {
      throw new CommandException(
          "LK-4033",
          "results cannot be kept in "
              + path
              + ", or no more sockets can be opened ("
              + Text.printable(String.valueOf(failed.getMessage()))
              + "); what was kept before is there");
    }
  }

  private BenchResult scenarios(
      Target target, BenchSettings settings, BenchProgress watch, String name, Instant now)
      throws IOException, BenchException, CommandException {
    List<String> start = load.start();
    return new Scenarios(
            target,
            settings,
            watch,
            start.isEmpty() ? Optional.empty() : Optional.of(new RestartedService(start)))
        .run(name, now, environment(), load.scenarios());
  }

  /** Whatever happens, the phase is as it was afterwards. */
  private BenchResult blocks(
      Target target,
      BenchSettings settings,
      BenchProgress watch,
      String name,
      Instant now,
      Phase phase)
      throws IOException, BenchException, CommandException {
    AgentLink link = agent.orElseThrow();
    JsonNode before = link.phase(phase.id());
    String id = before.path("id").asText();
    try {
      return new PhaseBlocks(target, settings, watch, id, link.switching(id))
          .run(name, now, environment(), phase.pairs());
    } finally {
      link.restore(before);
    }
  }

  /** The port is left out: it is another one each time where tests choose it. */
  private Map<String, String> environment() throws CommandException {
    URI to = load.target();
    Map<String, String> found = new TreeMap<>();
    if (agent.isPresent()) {
      found.putAll(agent.get().environment());
    }
    found.put("target", to.getHost() + to.getRawPath());
    found.put("reuse of tokens", load.settings().reuse().id());
    found.put("driver", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    found.put("driver's cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    found.putIfAbsent("latchkey", Version.text());
    return found;
  }

  /** Prints what came of it. */
  static void print(Outcome outcome, Output output) {
    if (!output.isJson()) {
      output.out().println(MarkdownReport.of(outcome.result()));
      output.out().println("kept in " + outcome.folder());
    }
  }
}
