package dev.latchkey.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second demonstration from clearing away the first one's database. The system frees it
 * with the process.
 */
final class DemoLock implements AutoCloseable {
  private final FileChannel channel;

  private DemoLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws DemoException when another process holds it
   */
  static DemoLock take(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new DemoException(
          "Another demo is running in " + file.toAbsolutePath().getParent() + "; stop it first");
    }
    return new DemoLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
