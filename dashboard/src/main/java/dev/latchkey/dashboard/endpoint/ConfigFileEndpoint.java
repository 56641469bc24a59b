package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Problem.FieldError;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.config.ConfigEdits;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigOnDisk.Change;
import dev.latchkey.runtime.config.ConfigOnDisk.Terms;
import dev.latchkey.runtime.config.ConfigOnDisk.Written;
import dev.latchkey.runtime.config.ConfigRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the configuration file, and puts it in force. Thread-safe. */
public final class ConfigFileEndpoint {
  static final String PATH = "/api/v1/config";

  private static final String YAML_TYPE = "application/yaml";
  private static final String YAML = "yaml";
  private static final String KEYS = "keys";
  private static final String REASON = "reason";
  private static final int MAX_KEYS = 20;
  private static final int MAX_KEY = 200;

  private final ConfigOnDisk file;

  /** Writes this file. */
  public ConfigFileEndpoint(ConfigOnDisk file) {
    this.file = file;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        new Route("PUT", PATH, Route.Access.ADMIN, Set.of(Call.DRY_RUN), this::replace)
            .taking(YAML_TYPE, ConfigOnDisk.MOST_BYTES),
        new Route(
            "POST", PATH + "/persist", Route.Access.ADMIN, Set.of(Call.DRY_RUN), this::persist));
  }

  /**
   * What came of it, or would.
   *
   * @param written whether the file is another now
   * @param changes what was taken over from what is in force
   * @param lines what became of the text, secrets masked
   * @param state as of the file, and so the rest
   */
  public record View(
      String file,
      boolean written,
      List<ConfigEdits.Change> changes,
      List<ConfigEdits.Line> lines,
      String state,
      List<ConfigEndpoint.Deviation> differences,
      List<String> problems) {
    private static View of(Written written) {
      var standing = ConfigEndpoint.OnDisk.of(written.standing());
      return new View(
          written.file(),
          written.written(),
          written.edit().changes(),
          written.edit().lines(),
          standing.state(),
          standing.differences(),
          standing.problems());
    }
  }

  /** Returns the reply with the version of the file, if there is one. */
  static Reply tagged(Reply reply, ConfigOnDisk file) {
    return file.version().map(version -> reply.with("ETag", quoted(version))).orElse(reply);
  }

  private static String quoted(String version) {
    return "\"config-" + version + "\"";
  }

  private Reply replace(Call call) {
    byte[] text = text(call);
    return write(call, (edits, content) -> edits.replace(text));
  }

  private static byte[] text(Call call) {
    if (call.header("content-type").orElse("").toLowerCase(Locale.ROOT).startsWith(YAML_TYPE)) {
      return call.body();
    }
    JsonBody body = JsonBody.of(call.body(), Set.of(YAML, REASON));
    Optional<String> text = body.text(YAML, Integer.MAX_VALUE);
    body.text(REASON, PhasesEndpoint.MAX_REASON);
    if (text.isEmpty()) {
      body.missing(YAML, "the whole text of the file");
    }
    body.check();
    return text.orElseThrow().getBytes(StandardCharsets.UTF_8);
  }

  private Reply persist(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of(KEYS, REASON));
    Optional<List<String>> keys = body.texts(KEYS, MAX_KEYS, MAX_KEY);
    body.text(REASON, PhasesEndpoint.MAX_REASON);
    if (keys.isEmpty()) {
      body.missing(KEYS, "the keys to write, such as [\"phases.jwt.rollout\"]");
    }
    body.check();
    List<String> wanted = keys.orElseThrow();
    return write(call, (edits, content) -> edits.persist(content, wanted));
  }

  private Reply write(Call call, Change change) {
    try {
      Written written =
          file.write(change, new Terms(versions(call), call.isDryRun(), call.caller().actor()));
      return Reply.json(View.of(written)).with("ETag", quoted(written.version()));
    } catch (ConfigRefusedException refused) {
      throw new ProblemException(problem(refused));
    }
  }

  /** A condition that names no version of ours matches none. */
  private static Set<String> versions(Call call) {
    String condition = call.header("if-match").orElse("*").strip();
    return condition.equals("*")
        ? Set.of()
        : Arrays.stream(condition.split(",", -1))
            .map(each -> each.strip().replaceFirst("^\"config-(.*)\"$", "$1"))
            .collect(Collectors.toSet());
  }

  /** What holds, for whoever acted on something older. */
  private record Current(String etag) {}

  private Problem problem(ConfigRefusedException refused) {
    String why = String.valueOf(refused.getMessage());
    return switch (refused.kind()) {
      case NOT_POSSIBLE -> Problem.conflict(why);
      case WRONG_KEY -> Problem.validation("/" + KEYS, why);
      case INVALID ->
          Problem.validation(
              refused.problems().stream()
                  .map(each -> new FieldError(Pointers.of(each.path()), each.toString()))
                  .toList());
      case STALE ->
          Problem.stale(
              why, new Current(file.version().map(ConfigFileEndpoint::quoted).orElse("")));
    };
  }
}
