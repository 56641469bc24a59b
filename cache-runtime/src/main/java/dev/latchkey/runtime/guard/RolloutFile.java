package dev.latchkey.runtime.guard;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file in which plans outlive a restart: for the user alone, and replaced as a whole, so that a
 * reader finds the old text or the new one. Stateless but for the disk.
 */
final class RolloutFile {
  static final int MOST_BYTES = 256 * 1024;

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final File file;

  RolloutFile(File file) {
    this.file = file;
  }

  /**
   * Returns what is in the file, nothing when there is none.
   *
   * @throws IOException when it cannot be read, or is no plain file of at most 256 KiB
   */
  Optional<byte[]> read() throws IOException {
    Path path = file.toPath();
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
      throw new IOException("no plain file of at most " + MOST_BYTES + " bytes");
    }
    return Optional.of(Files.readAllBytes(path));
  }

  /** Replaces the file; makes its folder when there is none. */
  void write(byte[] content) throws IOException {
    Path path = file.toPath().toAbsolutePath();
    Path folder = path.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode(path, "rwx------"));
    }
    Path next = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(next);
    try (OutputStream out =
        Channels.newOutputStream(Files.newByteChannel(next, NEW, mode(path, "rw-------")))) {
      out.write(content);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
