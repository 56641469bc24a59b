package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import java.util.Set;

/** Whether the admin server answers; says nothing of the application. Thread-safe. */
public final class HealthEndpoint implements Endpoint {
  /** Makes the resource. */
  public HealthEndpoint() {}

  @Override
  public String path() {
    return "/healthz";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    return Reply.text("text/plain", "ok\n");
  }
}
