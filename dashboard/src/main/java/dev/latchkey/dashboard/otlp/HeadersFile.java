package dev.latchkey.dashboard.otlp;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads lines of {@code Name: value}; empty lines and those that begin with # are left out. */
final class HeadersFile {
  private static final int MOST_BYTES = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]*");

  private HeadersFile() {}

  /**
   * Returns the headers.
   *
   * @throws IOException when it cannot be read or a line is no header; it names the line's number
   *     and nothing of what stands there
   */
  static Map<String, String> read(File file) throws IOException {
    byte[] bytes;
    try (var in = new FileInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
    }
    var headers = new LinkedHashMap<String, String>();
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      int colon = line.indexOf(':');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String name = colon < 0 ? "" : line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
        throw new IOException(file + " line " + (i + 1) + " is not of the form Name: value");
      }
      headers.put(name, value);
    }
    return headers;
  }
}
