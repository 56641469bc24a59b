package dev.latchkey.dashboard.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * Whether a token's file is a secret at all: one that everybody can read, or that somebody else
 * could have written, is none. A group may read it, as with secrets that are mounted into a
 * container. Stateless.
 */
final class TokenFileRights {
  private TokenFileRights() {}

  /** Returns why the file is refused; empty to take it, and where files have no such rights. */
  static Optional<String> refusal(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    var rights = Files.readAttributes(file, PosixFileAttributes.class);
    var owner = rights.owner().getName();
    if (!owner.equals(System.getProperty("user.name")) && !owner.equals("root")) {
      return Optional.of("it belongs to " + owner + "; make it a file of the application's user");
    }
    var permissions = rights.permissions();
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
      return Optional.of("others can read or change it; chmod 600 " + file);
    }
    return Optional.empty();
  }
}
