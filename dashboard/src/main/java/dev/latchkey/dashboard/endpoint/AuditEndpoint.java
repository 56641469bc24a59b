package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.audit.AuditEntry;
import dev.latchkey.runtime.audit.AuditLog;
import java.util.List;
import java.util.Set;

/** Who changed what. Thread-safe. */
public final class AuditEndpoint {
  private static final int MOST = 1_000;

  private final AuditLog audit;

  /** Reads from this log. */
  public AuditEndpoint(AuditLog audit) {
    this.audit = audit;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/audit", Set.of("after", "actor", "limit"), this::list));
  }

  /**
   * Entries, the latest of those asked for, oldest first.
   *
   * @param lost entries that never reached the disk, because it failed for too long
   */
  public record ListView(List<AuditEntry> entries, long lost) {}

  private Reply list(Call call) {
    long after = call.parameter("after", 0, Long.MAX_VALUE, 0);
    int limit = (int) call.parameter("limit", 1, MOST, MOST);
    String actor = call.parameter("actor").orElse("");
    List<AuditEntry> found =
        audit.after(after).stream()
            .filter(entry -> actor.isEmpty() || entry.actor().equals(actor))
            .toList();
    return Reply.json(
        new ListView(found.subList(Math.max(0, found.size() - limit), found.size()), audit.lost()));
  }
}
