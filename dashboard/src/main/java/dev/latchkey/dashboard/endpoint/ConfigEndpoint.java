package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.config.ConfigEdits;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigOnDisk.Standing;
import dev.latchkey.runtime.config.ConfigSchema;
import dev.latchkey.runtime.config.Difference;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.EffectiveSetting;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is in force and who said so. Thread-safe. */
public final class ConfigEndpoint {
  private static final String PATH = ConfigFileEndpoint.PATH;
  private static final String REASON = "reason";

  private final EffectiveConfig config;
  private final ConfigOnDisk file;
  private final Metrics metrics;

  /** Reads from these, and has {@code file} put in force. */
  public ConfigEndpoint(EffectiveConfig config, ConfigOnDisk file, Metrics metrics) {
    this.config = config;
    this.file = file;
    this.metrics = metrics;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read(PATH, Set.of(), call -> ConfigFileEndpoint.tagged(Reply.json(view()), file)),
        Route.read(
            PATH + "/file",
            Set.of(),
            call -> ConfigFileEndpoint.tagged(Reply.json(OnDisk.of(file.compare())), file)),
        Route.read(PATH + "/schema", Set.of(), call -> schema()),
        Route.administer("POST", PATH + "/reload", this::reload));
  }

  /**
   * A target and what it stands in.
   *
   * @param source {@code config} for the file, {@code preset:} and a name, or {@code api}
   */
  public record Target(
      String name, String layer, String className, String method, String match, String source) {
    static Target of(TargetInfo info) {
      return new Target(
          info.name(),
          info.layer().id(),
          info.className(),
          info.method(),
          info.match(),
          info.source());
    }
  }

  /** A token by its name; never what it is. */
  public record Token(String name, String role, String kept) {}

  /**
   * A setting as it is in force, and why.
   *
   * @param persistable whether it was changed at run time and could be written into the file
   */
  public record Setting(
      String key,
      String value,
      String source,
      @Nullable Integer line,
      @Nullable String by,
      @Nullable String waiting,
      boolean persistable) {
    private static Setting of(EffectiveSetting setting, boolean writable) {
      return new Setting(
          setting.key(),
          setting.value(),
          setting.source(),
          setting.line(),
          setting.by(),
          setting.waiting(),
          writable && ConfigEdits.isPersistable(setting));
    }
  }

  /**
   * The whole answer.
   *
   * @param file null without a configuration file
   * @param namedBy what named the file
   */
  public record View(
      @Nullable String file,
      String namedBy,
      List<Setting> settings,
      List<Target> targets,
      List<Token> tokens) {}

  /**
   * How the file on the disk stands to what is in force.
   *
   * @param state {@code none} without a file, {@code same}, {@code differs} or {@code refused}
   * @param problems why it is refused
   */
  public record OnDisk(String state, List<Deviation> differences, List<String> problems) {
    static OnDisk of(Standing standing) {
      return new OnDisk(
          standing.state().name().toLowerCase(Locale.ROOT),
          standing.differences().stream().map(Deviation::of).toList(),
          standing.problems());
    }
  }

  /**
   * One setting that the file has otherwise.
   *
   * @param effect {@code reload}, {@code restart}, or {@code switched} for what a person decided
   *     since and reading the same file again does not undo
   */
  public record Deviation(
      String key,
      @Nullable String inForce,
      String source,
      @Nullable String by,
      @Nullable String inFile,
      @Nullable Integer line,
      String effect) {
    private static Deviation of(Difference difference) {
      return new Deviation(
          difference.key(),
          difference.inForce(),
          difference.source(),
          difference.by(),
          difference.inFile(),
          difference.line(),
          difference.effect().id());
    }
  }

  private Reply reload(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of(REASON));
    body.text(REASON, PhasesEndpoint.MAX_REASON);
    body.check();
    Standing standing = file.reload(call.caller().actor());
    return switch (standing.state()) {
      case NONE -> throw new ProblemException(Problem.conflict(ConfigOnDisk.NO_FILE));
      case REFUSED ->
          throw new ProblemException(
              Problem.conflict(
                  "the file was refused and what was in force stays: "
                      + String.join("; ", standing.problems())));
      case SAME, DIFFERS -> Reply.json(OnDisk.of(standing));
    };
  }

  private static Reply schema() {
    return new Reply(200, "application/schema+json", Json.bytes(ConfigSchema.document()), Map.of());
  }

  /** Returns what is in force now. */
  public View view() {
    boolean writable = file.isWritable();
    return new View(
        config.origin().file(),
        config.origin().namedBy(),
        config.settings().stream().map(each -> Setting.of(each, writable)).toList(),
        metrics.targets().stream().map(target -> Target.of(target.info())).toList(),
        config.tokens().stream()
            .map(
                token ->
                    new Token(
                        token.name(),
                        token.role().id(),
                        token.file().isPresent() ? "file" : "hash"))
            .toList());
  }
}
