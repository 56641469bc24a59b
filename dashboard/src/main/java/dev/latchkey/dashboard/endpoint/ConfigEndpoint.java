package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.EffectiveSetting;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is in force and who said so. Thread-safe. */
public final class ConfigEndpoint {
  private final EffectiveConfig config;
  private final Metrics metrics;

  /** Reads from these. */
  public ConfigEndpoint(EffectiveConfig config, Metrics metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/config", Set.of(), call -> Reply.json(view())));
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
   * The whole answer.
   *
   * @param file null without a configuration file
   * @param namedBy what named the file
   */
  public record View(
      @Nullable String file,
      String namedBy,
      List<EffectiveSetting> settings,
      List<Target> targets,
      List<Token> tokens) {}

  /** Returns what is in force now. */
  public View view() {
    return new View(
        config.origin().file(),
        config.origin().namedBy(),
        config.settings(),
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
