package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The description of this API (OpenAPI 3.1). Thread-safe. */
public final class OpenApiEndpoint implements Endpoint {
  /** The document's place on the class path. */
  public static final String RESOURCE = "dev/latchkey/dashboard/openapi.json";

  /** Makes the resource. */
  public OpenApiEndpoint() {}

  @Override
  public String path() {
    return "/api/v1/openapi.json";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    try (InputStream in = OpenApiEndpoint.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw Problem.notFound(RESOURCE);
      }
      return Reply.text("application/json", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw Problem.internal(unreadable);
    }
  }
}
