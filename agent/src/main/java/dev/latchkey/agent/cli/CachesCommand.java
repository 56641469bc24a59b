package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How full the caches are, and emptying them. */
@Command(
    name = "caches",
    description = "Lists the caches; 'caches invalidate' takes entries out.",
    subcommands = CachesCommand.Invalidate.class)
final class CachesCommand extends ApiCommand {
  @Override
  void show(ApiClient client, Output output) throws CommandException {
    JsonNode answer = client.read("/api/v1/caches");
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode cache : answer.path("caches")) {
      rows.add(
          List.of(
              Text.of(cache.path("layer")),
              Text.of(cache.path("entries")),
              Text.of(cache.path("maxEntries")),
              Text.bytes(cache.path("weightBytes")),
              Text.of(cache.path("stored")),
              Text.of(cache.path("expired")),
              Text.of(cache.path("evicted")),
              Text.of(cache.path("invalidated")),
              Text.of(cache.path("outages"))));
    }
    output.table(
        List.of(
            "CACHE", "ENTRIES", "MOST", "SIZE", "STORED", "EXPIRED", "EVICTED", "DROPPED",
            "OUTAGES"),
        rows);
  }

  /** Takes entries out. */
  @Command(
      name = "invalidate",
      description = {
        "Takes entries out of a cache, or what is about one subject out of all. What is",
        "dropped is fetched, verified or looked up again by the application's next",
        "call. A whole cache goes with --confirm and its name only."
      })
  static final class Invalidate extends ApiCommand {
    @Parameters(
        paramLabel = "LAYER",
        arity = "0..1",
        description = "jwks, jwt or session; left out with --subject for all.")
    private @Nullable String layer;

    @ArgGroup private @Nullable Selector selector;

    @Option(names = "--dry-run", description = "Says how many entries would go; drops none.")
    private boolean dryRun;

    @Option(
        names = "--confirm",
        paramLabel = "LAYER",
        description = "The layer once more, for all of its entries.")
    private @Nullable String confirmed;

    @CommandLine.Spec private CommandSpec spec;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    Invalidate() {}

    /** One thing that entries are about. */
    static final class Selector {
      @Option(
          names = {"--subject", "--user"},
          paramLabel = "TEXT",
          description = "Entries of one subject.")
      private @Nullable String subject;

      @Option(names = "--issuer", paramLabel = "TEXT", description = "Entries of one issuer.")
      private @Nullable String issuer;

      @Option(names = "--kid", paramLabel = "TEXT", description = "Entries of one key.")
      private @Nullable String kid;

      @Option(
          names = "--token-sha256",
          paramLabel = "HEX",
          description = "Entries of one token, named by its SHA-256.")
      private @Nullable String tokenSha256;

      private String query() {
        if (subject != null) {
          return "?subject=" + PathSegment.of(subject);
        }
        if (issuer != null) {
          return "?issuer=" + PathSegment.of(issuer);
        }
        return kid != null
            ? "?kid=" + PathSegment.of(kid)
            : tokenSha256 == null ? "" : "?token-sha256=" + PathSegment.of(tokenSha256);
      }
    }

    @Override
    void show(ApiClient client, Output output) throws CommandException {
      String path =
          "/api/v1/caches"
              + (layer == null ? "" : "/" + PathSegment.of(layer))
              + (selector == null ? "" : selector.query());
      if (dryRun) {
        print(client.change("DELETE", rehearsed(path), Map.of()), output);
        return;
      }
      if (selector == null && layer != null && !layer.equals(confirmed)) {
        JsonNode would = client.change("DELETE", rehearsed(path), Map.of()).path("wouldRemove");
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "all "
                + Text.of(would)
                + " entries of "
                + layer
                + " would go, and the application would do the work again; say so with --confirm="
                + layer);
      }
      print(client.change("DELETE", path, Map.of()), output);
    }

    private static String rehearsed(String path) {
      return path + (path.indexOf('?') < 0 ? "?" : "&") + "dry-run=true";
    }

    private static void print(JsonNode answer, Output output) {
      if (output.isJson()) {
        printJson(answer, output);
      } else if (answer.has("wouldRemove")) {
        output.out().println(Text.of(answer.path("wouldRemove")) + " entries would be dropped");
      } else {
        output.out().println(Text.of(answer.path("removed")) + " entries dropped");
      }
    }
  }
}
