package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.metrics.SlowOperation;
import dev.latchkey.runtime.metrics.SlowOperations;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the time of the slowest auth operations went. Thread-safe. */
public final class SlowestEndpoint {
  private static final int MOST = 50;
  private static final double NANOS_PER_MILLI = 1e6;

  private final SlowOperations operations;

  /** Shows these. */
  public SlowestEndpoint(SlowOperations operations) {
    this.operations = operations;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/operations/slowest", Set.of(), call -> Reply.json(view())));
  }

  /**
   * One auth operation.
   *
   * @param failure why it failed: {@code rejected}, {@code timeout}, {@code database}, {@code
   *     connection} or {@code other}; null for a success
   * @param treatedBy phases that treated it
   * @param controlOf phases whose control side it was on
   * @param millisByLayer the time of each layer itself, of those in which any was spent
   * @param traceId of OpenTelemetry; null where it is not present
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record View(
      Instant at,
      double elapsedMillis,
      @Nullable String failure,
      List<String> treatedBy,
      List<String> controlOf,
      Map<String, Double> millisByLayer,
      @Nullable String traceId) {
    private static View of(SlowOperation slow) {
      Map<String, Double> millis = new LinkedHashMap<>();
      for (Layer layer : Layer.values()) {
        Long nanos = slow.selfNanos().get(layer);
        if (nanos != null) {
          millis.put(layer.id(), nanos / NANOS_PER_MILLI);
        }
      }
      return new View(
          slow.at(),
          slow.elapsedNanos() / NANOS_PER_MILLI,
          slow.failure().map(FailureKind::id).orElse(null),
          phases(slow.treatedBits()),
          phases(slow.controlBits()),
          millis,
          slow.traceId().orElse(null));
    }

    private static List<String> phases(int bits) {
      return Arrays.stream(Phase.values())
          .filter(phase -> (bits & 1 << phase.ordinal()) != 0)
          .map(Phase::id)
          .toList();
    }
  }

  /** The slowest of the last quarter of an hour, the slowest first. */
  public record ListView(List<View> operations) {}

  /** Returns the slowest. */
  public ListView view() {
    return new ListView(operations.slowest().stream().limit(MOST).map(View::of).toList());
  }
}
