package dev.latchkey.agent.presence;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files that only their owner can read, in folders that everybody can write to. */
final class PrivateFile {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private PrivateFile() {}

  /**
   * Creates a file with mode 0600 in one step.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one, be it a link that somebody
   *     else laid there
   */
  static Writer create(Path file) throws IOException {
    return new OutputStreamWriter(
        Channels.newOutputStream(Files.newByteChannel(file, NEW, mode(file))),
        StandardCharsets.UTF_8);
  }

  private static FileAttribute<?>[] mode(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
