package dev.latchkey.runtime.config;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Gets the text out of a file with {@code java.io} alone. */
final class ConfigFile {
  private ConfigFile() {}

  /** Returns the text; absent when there is none to be had, which is reported. */
  static Optional<String> read(File file, Reading reading) {
    if (file.isDirectory()) {
      return unreadable(reading, "is a directory; name the file in it");
    }
    if (!file.exists()) {
      return unreadable(
          reading,
          "does not exist (looked for "
              + file.getAbsolutePath()
              + "); check the path, or create the file");
    }
    try (var in = new FileInputStream(file)) {
      return read(in, reading);
    } catch (IOException e) {
      return unreadable(
          reading, "cannot be read: " + e.getMessage() + "; check that this user may read it");
    }
  }

  /** Returns the text that comes; absent when it is none, which is reported. */
  static Optional<String> read(InputStream in, Reading reading) throws IOException {
    byte[] bytes = in.readNBytes(ConfigOnDisk.MOST_BYTES + 1);
    if (bytes.length > ConfigOnDisk.MOST_BYTES) {
      reportTooLarge(reading);
      return Optional.empty();
    }
    return decode(bytes, reading);
  }

  static void reportTooLarge(Reading reading) {
    reading.fault(
        ProblemKind.UNREADABLE, 0, 0, "", "is larger than 1 MiB; check that it is the right file");
  }

  private static Optional<String> unreadable(Reading reading, String complaint) {
    reading.fault(ProblemKind.UNREADABLE, 0, 0, "", complaint);
    return Optional.empty();
  }

  private static Optional<String> decode(byte[] bytes, Reading reading) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    // A new decoder reports malformed input, where new String would replace it in silence.
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (!result.isError()) {
      return Optional.of(text);
    }
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int column = text.length() - text.lastIndexOf('\n');
    reading.fault(
        ProblemKind.UNREADABLE,
        line,
        column,
        "",
        "has bytes here that are not UTF-8; save the file as UTF-8");
    return Optional.empty();
  }
}
