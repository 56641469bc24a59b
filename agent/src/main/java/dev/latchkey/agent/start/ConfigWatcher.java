package dev.latchkey.agent.start;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.config.ConfigOnDisk;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the configuration file was changed. Asks twice: what is found must be the same at
 * two polls before it is acted on, because editors and copying tools write in several steps. Reads
 * with {@code java.io} alone, because the application may not have entered its {@code main} yet.
 * Thread-safe; what is done about a change is done while no other change is looked for.
 */
final class ConfigWatcher {
  /** The reader refuses a larger file, so there is no need to see all of it. */
  private static final int MOST_BYTES = ConfigOnDisk.MOST_BYTES + 1;

  private final File file;
  private final Runnable changed;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private State inForce;

  @GuardedBy("lock")
  private State last;

  /** Calls {@code changed} when the file is another than now. */
  ConfigWatcher(File file, Runnable changed) {
    this.file = file;
    this.changed = changed;
    inForce = State.of(file);
    last = inForce;
  }

  /** Looks at the file once. */
  void poll() {
    State found = State.of(file);
    lock.lock();
    try {
      boolean settled = found.equals(last);
      last = found;
      if (settled && !found.equals(inForce)) {
        inForce = found;
        changed.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has the file read by hand; polls are silent until it is another than now. */
  <T> T read(Supplier<T> reader) {
    lock.lock();
    try {
      inForce = State.of(file);
      last = inForce;
      return reader.get();
    } finally {
      lock.unlock();
    }
  }

  /** Has the file written by ourselves; polls are silent about what was written. */
  <T, E extends Exception> T write(Writer<T, E> writer) throws E {
    var wrote = new Wrote();
    lock.lock();
    try {
      T made;
      try {
        made = writer.write(wrote);
      } finally {
        byte[] content = wrote.content;
        if (content != null) {
          // Of what was written, and not of what is there: somebody may have been faster since.
          inForce = State.of(content);
          last = inForce;
        }
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what was written last. Confined to whoever writes. */
  private static final class Wrote implements Consumer<byte[]> {
    private byte @Nullable [] content;

    @Override
    public void accept(byte[] written) {
      content = written;
    }
  }

  /** Writes the file, while nobody else looks at it. */
  @FunctionalInterface
  interface Writer<T, E extends Exception> {
    /** Writes, and tells {@code wrote} of each content. */
    T write(Consumer<byte[]> wrote) throws E;
  }

  /**
   * What tells one state of the file from another. Two that differ in time alone are the same.
   *
   * @param size bytes; -1 when there is no file that can be read
   */
  private record State(long size, int contentHash) {
    static State of(File file) {
      try (FileInputStream in = new FileInputStream(file)) {
        return of(in.readNBytes(MOST_BYTES));
      } catch (IOException unreadable) {
        return new State(-1, 0);
      }
    }

    static State of(byte[] content) {
      return new State(content.length, Arrays.hashCode(content));
    }
  }
}
