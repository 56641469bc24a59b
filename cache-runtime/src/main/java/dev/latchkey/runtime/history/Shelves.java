package dev.latchkey.runtime.history;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * The files of one application: each of its JVMs that run at a time has one of its own, and one
 * that starts takes up the first that no other holds. For the user alone. Confined to whoever holds
 * it.
 */
final class Shelves {
  private static final int MOST = 32;
  private static final String ENDING = ".mv";
  private static final String PREFIX = "history-";

  private final File base;
  private final int reuseAfterMillis;

  /**
   * @param base the path of the files without number and ending; its name begins with {@code
   *     history-}
   */
  Shelves(File base, int reuseAfterMillis) {
    this.base = base;
    this.reuseAfterMillis = reuseAfterMillis;
  }

  /** What was opened, and what had to be put aside for it. */
  record Opened(Shelf shelf, Path file, Optional<String> trouble) {}

  /**
   * Opens the first file that is free.
   *
   * @throws IOException when none can be used, with why
   */
  Opened open() throws IOException {
    Path folder = base.getAbsoluteFile().getParentFile().toPath();
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode(folder, "rwx------"));
    }
    for (int number = 0; number < MOST; number++) {
      Path file = folder.resolve(base.getName() + "-" + number + ENDING);
      prepare(file);
      try {
        return new Opened(shelf(file), file, Optional.empty());
      } catch (MVStoreException failed) {
        if (failed.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
          return instead(file, failed);
        }
      }
    }
    throw new IOException("all of its " + MOST + " files are in use");
  }

  /** A file that cannot be read is not thrown away: somebody may want to look at it. */
  private Opened instead(Path file, MVStoreException failed) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      prepare(file);
      return new Opened(
          shelf(file),
          file,
          Optional.of(
              file
                  + " cannot be read ("
                  + plain(failed)
                  + "); it was put aside as "
                  + aside.getFileName()
                  + " and history begins anew"));
    } catch (MVStoreException again) {
      throw new IOException(plain(again), again);
    }
  }

  private Shelf shelf(Path file) {
    return Shelf.open(file.toString(), reuseAfterMillis);
  }

  /** Returns a library's message without the numbers of its version. */
  static String plain(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\s*\\[[0-9./-]+\\]$", "");
  }

  private static void prepare(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, mode(file, "rw-------"));
    }
    if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
      throw new IOException(file + " cannot be written");
    }
  }

  /** Removes files of JVMs that wrote nothing for {@code retain}, of whatever application. */
  void sweep(Instant now, Duration retain) throws IOException {
    Path folder = base.getAbsoluteFile().getParentFile().toPath();
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*" + ENDING + "*")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(retain))) {
          removeUnlessHeld(file);
        }
      }
    }
  }

  /** A clock that was set may make a file look old that somebody writes to. */
  private static void removeUnlessHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (OverlappingFileLockException ours) {
      return;
    }
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
