package dev.latchkey.dashboard.recording;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * What an agent answered when a bundle was made. Immutable. A file may come from anybody: nothing
 * of it is written to the disk, and its size in memory is bounded.
 *
 * @param takenAt when it was made
 * @param answers the API's answers by their path
 */
public record Recording(Instant takenAt, Map<String, byte[]> answers) {
  /** What the manifest calls the format. */
  static final String FORMAT = "latchkey-bundle";

  static final String MANIFEST = "manifest.json";
  static final int VERSION = 1;
  private static final int MOST_ENTRIES = 128;
  private static final int MOST_BYTES = 16 * 1024 * 1024;
  private static final int MOST_IN_ALL = 64 * 1024 * 1024;
  private static final Pattern NAME =
      Pattern.compile("manifest\\.json|metrics\\.txt|api/v1(?:/[a-z0-9-]{1,64}){1,4}\\.json");

  /** Copies the map. */
  public Recording {
    answers = Map.copyOf(answers);
  }

  /** Returns the answer at a path, such as {@code /api/v1/status}. */
  public Optional<byte[]> answer(String path) {
    return Optional.ofNullable(answers.get(path));
  }

  /**
   * Reads a bundle.
   *
   * @throws IOException with a sentence for the user when it is none, or is broken or hostile
   */
  public static Recording read(File file) throws IOException {
    var entries = new HashMap<String, byte[]>();
    try (var in = new ZipInputStream(Files.newInputStream(file.toPath()))) {
      int total = 0;
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var name = entry.getName();
        if (!NAME.matcher(name).matches()) {
          throw refused(file, "it has an entry that no bundle has");
        }
        if (entries.size() >= MOST_ENTRIES) {
          throw refused(file, "it has more than " + MOST_ENTRIES + " entries");
        }
        var bytes = bounded(in, Math.min(MOST_BYTES, MOST_IN_ALL - total), file);
        total += bytes.length;
        if (entries.put(name, bytes) != null) {
          throw refused(file, "entry " + name + " is in it twice");
        }
      }
    } catch (ZipException | IllegalArgumentException | java.io.EOFException broken) {
      throw refused(file, "it is no complete ZIP file");
    } catch (java.nio.file.FileSystemException unreadable) {
      throw new IOException(file + " cannot be read; check the path and the rights", unreadable);
    }
    return new Recording(takenAt(file, entries), answers(file, entries));
  }

  private static byte[] bounded(InputStream in, int most, File file) throws IOException {
    var bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw refused(file, "it is larger, once unpacked, than any bundle");
    }
    return bytes;
  }

  private static Instant takenAt(File file, Map<String, byte[]> entries) throws IOException {
    var bytes = entries.get(MANIFEST);
    if (bytes == null) {
      throw refused(file, "it has no " + MANIFEST);
    }
    var manifest = json(file, MANIFEST, bytes);
    if (!manifest.path("format").asText().equals(FORMAT)) {
      throw refused(file, "its " + MANIFEST + " is of another format");
    }
    if (manifest.path("version").asInt() != VERSION) {
      throw refused(file, "it was made by another version, which has another form");
    }
    try {
      return Instant.parse(manifest.path("takenAt").asText());
    } catch (DateTimeException malformed) {
      throw refused(file, "its " + MANIFEST + " does not say when it was made");
    }
  }

  private static Map<String, byte[]> answers(File file, Map<String, byte[]> entries)
      throws IOException {
    var answers = new HashMap<String, byte[]>();
    for (var entry : entries.entrySet()) {
      var name = entry.getKey();
      if (name.startsWith("api/")) {
        // Written anew: what a browser gets is JSON whatever stood in the file.
        var value = json(file, name, entry.getValue());
        answers.put("/" + name.substring(0, name.length() - ".json".length()), Json.bytes(value));
      } else if (name.equals("metrics.txt")) {
        answers.put("/metrics", entry.getValue());
      }
    }
    if (!answers.containsKey("/api/v1/status") || !answers.containsKey("/api/v1/timeseries")) {
      throw refused(file, "it has no status or no time series");
    }
    return answers;
  }

  private static JsonNode json(File file, String name, byte[] bytes) throws IOException {
    try {
      var value = Json.read(bytes);
      if (value.isObject()) {
        return value;
      }
    } catch (IOException malformed) {
      // Told below, without what stands there.
    }
    throw refused(file, "entry " + name + " is no JSON object");
  }

  private static IOException refused(File file, String why) {
    return new IOException(
        file + " is no bundle that can be shown: " + why + "; make one with 'latchkey bundle'");
  }
}
