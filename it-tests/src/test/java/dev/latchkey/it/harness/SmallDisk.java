package dev.latchkey.it.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, in memory, that can be filled to the last byte. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one at a new folder; skips the test where this process may not mount anything. */
  public static SmallDisk mount(Path folder, int megabytes) throws IOException {
    Files.createDirectories(folder);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "latchkey-test", "" + folder);
    Assumptions.assumeTrue(mounted, "only root may mount a small disk");
    return new SmallDisk(folder);
  }

  /** Returns where it is. */
  public Path folder() {
    return folder;
  }

  /** Leaves no room on it. */
  public void fill() throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Gives the room back. */
  public void empty() throws IOException {
    Files.deleteIfExists(folder.resolve("filler"));
  }

  @Override
  public void close() {
    try {
      // Lazily: a process that has just been killed may still hold a file.
      run("umount", "-l", "" + folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
