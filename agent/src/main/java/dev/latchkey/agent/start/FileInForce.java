package dev.latchkey.agent.start;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.agent.disk.ReplacedFile;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigEdits;
import dev.latchkey.runtime.config.ConfigEdits.Edit;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigRefusedException;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the configuration file with what is in force, and puts it in force when somebody asks.
 * Thread-safe: takes turns with the watcher.
 */
final class FileInForce implements ConfigOnDisk {
  private final ConfigSource source;
  private final LatchkeyRuntime runtime;
  private final EffectiveConfig effective;
  private final ConfigWatcher watcher;
  private final ConfigReload reload;
  private final File file;

  @GuardedBy("this")
  private @Nullable ConfigEdits edits;

  FileInForce(
      File file,
      ConfigSource source,
      LatchkeyRuntime runtime,
      EffectiveConfig effective,
      ConfigWatcher watcher,
      ConfigReload reload) {
    this.source = source;
    this.runtime = runtime;
    this.effective = effective;
    this.watcher = watcher;
    this.reload = reload;
    this.file = file;
  }

  /** Not before somebody asks: it draws random numbers, which the application may not have yet. */
  private synchronized ConfigEdits edits() {
    ConfigEdits made = edits;
    if (made == null) {
      made = new ConfigEdits(file.getPath(), source.environment(), effective);
      edits = made;
    }
    return made;
  }

  /** Not kept: it comes with the classes of file systems. */
  private ReplacedFile stored() {
    return new ReplacedFile(file);
  }

  @Override
  public Standing compare() {
    return effective.compare(source.read());
  }

  @Override
  public Standing reload(String actor) {
    return watcher.read(() -> putInForce(source.read(), actor));
  }

  @Override
  public Optional<String> version() {
    try {
      return Optional.of(edits().version(stored().read()));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isWritable() {
    return stored().isWritable();
  }

  @Override
  public Written write(Change change, Terms terms) throws ConfigRefusedException {
    return watcher.write(wrote -> write(change, terms, wrote));
  }

  private Written write(Change change, Terms terms, Consumer<byte[]> wrote)
      throws ConfigRefusedException {
    byte[] before = content();
    terms.check(edits().version(before));
    Edit edit = change.edit(edits(), before);
    byte[] after = edit.bytes();
    boolean changes = !terms.dryRun() && !Arrays.equals(before, after);
    if (changes) {
      replace(before, after);
      wrote.accept(after);
      List<String> problems = reload.reload(edit.result(), terms.actor(), edit.settled());
      if (!problems.isEmpty()) {
        replace(after, before);
        wrote.accept(before);
        throw ConfigRefusedException.notPossible(
            "what was in force stays, and the file is as it was: " + String.join("; ", problems));
      }
    }
    return new Written(
        file.getPath(),
        changes,
        edit,
        effective.compare(edit.result()),
        edits().version(changes ? after : before));
  }

  private byte[] content() throws ConfigRefusedException {
    try {
      return stored().read();
    } catch (IOException unreadable) {
      throw ConfigRefusedException.notPossible(
          file + " cannot be read: " + unreadable.getMessage() + "; check its rights");
    }
  }

  private void replace(byte[] expected, byte[] content) throws ConfigRefusedException {
    try {
      if (!stored().replace(expected, content)) {
        throw ConfigRefusedException.stale();
      }
    } catch (IOException refused) {
      throw ConfigRefusedException.notPossible(
          file
              + " cannot be replaced and stays as it is ("
              + refused
              + "); the application's user has to own it and its folder, and it must not be mounted"
              + " by itself");
    }
  }

  /** What says what it said already changes nothing, and is no event. */
  private Standing putInForce(ConfigResult read, String actor) {
    boolean same = read.config().filter(runtime.config()::equals).isPresent();
    if (!same || reload.isRefused()) {
      List<String> problems = reload.reload(read, actor);
      if (!problems.isEmpty()) {
        return Standing.refused(problems);
      }
    }
    return effective.compare(read);
  }
}
