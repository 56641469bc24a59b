package dev.latchkey.agent.disk;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file that is replaced as a whole: a reader, and a computer that loses its power, has the old
 * content or the new one. Its mode, owner and group stay; a link stays a link, and what it points
 * to is replaced. Stateless but for the disk.
 */
public final class ReplacedFile {
  private final File file;

  /** Looks at nothing yet. */
  public ReplacedFile(File file) {
    this.file = file;
  }

  /** Returns the content. */
  public byte[] read() throws IOException {
    return Files.readAllBytes(file.toPath());
  }

  /** Tells whether it looks as if the file can be replaced by this user. */
  public boolean isWritable() {
    try {
      Path path = file.toPath().toRealPath();
      Path folder = path.getParent();
      return Files.isRegularFile(path)
          && Files.isWritable(path)
          && folder != null
          && Files.isWritable(folder);
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Replaces the content.
   *
   * @param expected what the file must hold now
   * @return false, and nothing is changed, when it holds something else
   * @throws IOException when it cannot be replaced; then it is as it was
   */
  public boolean replace(byte[] expected, byte[] content) throws IOException {
    Path path = file.toPath().toRealPath();
    if (!Files.isWritable(path)) {
      throw new IOException("this user may not write to it");
    }
    Path next = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(next);
    try {
      write(next, content, path);
      if (!Arrays.equals(read(), expected)) {
        return false;
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(path.getParent());
      return true;
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** The new file is nobody else's to read before it has the rights of the old one. */
  private static void write(Path next, byte[] content, Path like) throws IOException {
    PosixFileAttributeView there = posix(like);
    if (there == null) {
      Files.createFile(next);
    } else {
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      if (there != null) {
        copyRights(there.readAttributes(), next);
      }
      out.force(true);
    }
  }

  private static void copyRights(PosixFileAttributes from, Path to) throws IOException {
    PosixFileAttributeView view = posix(to);
    if (view == null) {
      return;
    }
    PosixFileAttributes made = view.readAttributes();
    if (!made.owner().equals(from.owner())) {
      view.setOwner(from.owner());
    }
    if (!made.group().equals(from.group())) {
      view.setGroup(from.group());
    }
    view.setPermissions(from.permissions());
  }

  private static @Nullable PosixFileAttributeView posix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class);
  }

  /**
   * The new name is on the disk only when the folder is. Not every system lets a folder be opened.
   */
  private static void sync(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException notHere) {
      // The file itself is on the disk; at worst the old name comes back with the old content.
      return;
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
