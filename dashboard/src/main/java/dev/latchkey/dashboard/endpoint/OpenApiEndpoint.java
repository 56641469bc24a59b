package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The description of this API, as OpenAPI 3.1. Thread-safe. */
public final class OpenApiEndpoint {
  private static final String RESOURCE = "/dev/latchkey/dashboard/openapi.json";

  /** Makes the endpoint; the document is read when it is asked for. */
  public OpenApiEndpoint() {}

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.open("/api/v1/openapi.json", call -> Reply.jsonBytes(document())));
  }

  static byte[] document() {
    try (var in = OpenApiEndpoint.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
