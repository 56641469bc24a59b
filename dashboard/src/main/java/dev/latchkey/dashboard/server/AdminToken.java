package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Authority;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret that a change needs. It lies in a file that only the application's user can read, and
 * is read anew for every check, so that replacing the file's content revokes it.
 *
 * <p>Thread-safe.
 */
public final class AdminToken implements Authority {
  private static final int BYTES = 32;
  private static final int LONGEST = 1_024;

  private final File file;
  private final String inMemory;

  private AdminToken(File file, String inMemory) {
    this.file = file;
    this.inMemory = inMemory;
  }

  /**
   * Uses the token in {@code file}, or writes a new one there, readable by this user alone. Where
   * that fails the token exists in memory only, and nobody can know it.
   */
  public static AdminToken in(File file) {
    String fresh = random();
    if (!file.exists()) {
      try {
        write(file, fresh);
      } catch (IOException | UnsupportedOperationException unwritable) {
        return new AdminToken(file, fresh);
      }
    }
    return new AdminToken(file, read(file).isPresent() ? "" : fresh);
  }

  /**
   * Returns whether nobody can know the token because its file could be neither read nor written.
   */
  public boolean isUnknown() {
    return !inMemory.isEmpty();
  }

  /** Returns where the token lies. */
  public File file() {
    return file;
  }

  @Override
  public boolean accepts(String presented) {
    String expected = inMemory.isEmpty() ? read(file).orElse("") : inMemory;
    return !expected.isEmpty()
        && MessageDigest.isEqual(
            presented.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AdminToken[***]";
  }

  private static Optional<String> read(File file) {
    try (InputStream in = new FileInputStream(file)) {
      String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The file gets its permissions before it gets its content. */
  private static void write(File file, String token) throws IOException {
    File folder = file.getAbsoluteFile().getParentFile();
    Files.createDirectories(folder.toPath());
    if (Files.getFileStore(folder.toPath()).supportsFileAttributeView("posix")) {
      Files.createFile(
          file.toPath(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    try (OutputStream out = new FileOutputStream(file)) {
      out.write((token + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
