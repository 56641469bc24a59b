package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.discovery.Findings.KeepAway;
import dev.latchkey.runtime.discovery.Proposal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods that are worth a target. Thread-safe. */
public final class DiscoveryEndpoint {
  private static final String PATH = "/api/v1/discovery";
  private static final String SECONDS = "seconds";

  private final Discovery discovery;

  /** Shows and starts scans of {@code discovery}. */
  public DiscoveryEndpoint(Discovery discovery) {
    this.discovery = discovery;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read(PATH, Set.of(), call -> Reply.json(view())),
        Route.administer("POST", PATH + "/start", this::start),
        Route.administer("POST", PATH + "/stop", this::stop));
  }

  /** How a scan goes, and what was found. */
  public record View(
      String state,
      @Nullable Instant startedAt,
      double lengthSeconds,
      double secondsLeft,
      long passages,
      long stacks,
      int methods,
      double overheadRatio,
      String trouble,
      List<Found> proposals,
      List<KeepAway> keepAway,
      List<String> notes) {}

  /** One method. */
  public record Found(
      String name,
      String layer,
      @JsonProperty("class") String className,
      String method,
      long calls,
      double meanMillis,
      double share,
      double waitedShare,
      String confidence,
      List<String> evidence,
      List<String> risks,
      String yaml,
      String keeping) {
    private static Found of(Proposal proposal) {
      return new Found(
          proposal.name(),
          proposal.layer().id(),
          proposal.className(),
          proposal.method(),
          proposal.calls(),
          proposal.meanMillis(),
          proposal.share(),
          proposal.waitedShare(),
          proposal.confidence().name().toLowerCase(Locale.ROOT),
          proposal.evidence(),
          proposal.risks(),
          proposal.yaml(),
          proposal.keeping());
    }
  }

  /** Returns how it goes. */
  public View view() {
    Discovery.View seen = discovery.view();
    String state = seen.running() ? "running" : seen.startedAt() == null ? "never_ran" : "ended";
    return new View(
        state,
        seen.startedAt(),
        seen.lengthSeconds(),
        seen.secondsLeft(),
        seen.passages(),
        seen.stacks(),
        seen.methods(),
        seen.overheadRatio(),
        seen.trouble(),
        seen.findings().proposals().stream().map(Found::of).toList(),
        seen.findings().keepAway(),
        seen.findings().notes());
  }

  private Reply start(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of(SECONDS));
    long seconds =
        body.integer(
                SECONDS, (int) Discovery.SHORTEST.toSeconds(), (int) Discovery.LONGEST.toSeconds())
            .orElse((int) Discovery.DEFAULT_LENGTH.toSeconds());
    body.check();
    if (!discovery.start(Duration.ofSeconds(seconds), call.caller().actor())) {
      throw new ProblemException(
          Problem.conflict("discovery is running; wait until it ends, or stop it first"));
    }
    return Reply.json(view());
  }

  private Reply stop(Call call) {
    JsonBody.of(call.body(), Set.of()).check();
    if (!discovery.stop()) {
      throw new ProblemException(Problem.conflict("discovery is not running"));
    }
    return Reply.json(view());
  }
}
