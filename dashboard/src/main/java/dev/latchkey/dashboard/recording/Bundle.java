package dev.latchkey.dashboard.recording;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what an agent answers into one file. Confined to one thread. */
public final class Bundle implements AutoCloseable {
  /** Of no use later, or not JSON. */
  private static final Set<String> LEFT_OUT =
      Set.of("/api/v1/live", "/api/v1/session", "/api/v1/openapi.json");

  private final ZipOutputStream zip;

  /** Begins a bundle. */
  public Bundle(OutputStream out, Instant takenAt, String version) throws IOException {
    zip = new ZipOutputStream(out);
    var manifest = new LinkedHashMap<String, Object>();
    manifest.put("format", Recording.FORMAT);
    manifest.put("version", Recording.VERSION);
    manifest.put("takenAt", takenAt);
    manifest.put("latchkey", version);
    write(Recording.MANIFEST, Json.bytes(manifest));
  }

  /**
   * Returns the resources that an agent's bundle has: all that can be read without naming one.
   *
   * @param openapi the agent's own description
   */
  public static List<String> resources(JsonNode openapi) {
    List<String> paths = new ArrayList<>();
    openapi
        .path("paths")
        .properties()
        .forEach(
            path -> {
              var name = path.getKey();
              var content =
                  path.getValue().path("get").path("responses").path("200").path("content");
              if (name.matches("/api/v1(/[a-z0-9-]+)+")
                  && content.has("application/json")
                  && !LEFT_OUT.contains(name)) {
                paths.add(name);
              }
            });
    return paths;
  }

  /** Returns the query parameters with which a resource of a bundle is asked for. */
  public static Map<String, String> parameters(String path) {
    return path.equals("/api/v1/timeseries") ? Map.of("range", "1h", "points", "3600") : Map.of();
  }

  /** Adds the answer at a path. */
  public void add(String path, byte[] json) throws IOException {
    write(path.substring(1) + ".json", json);
  }

  /** Adds what Prometheus would have read. */
  public void metrics(byte[] text) throws IOException {
    write("metrics.txt", text);
  }

  private void write(String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
