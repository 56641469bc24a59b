package dev.latchkey.agent.start;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import java.util.List;

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

  FileInForce(
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
  }

  @Override
  public Standing compare() {
    return effective.compare(source.read());
  }

  @Override
  public Standing reload(String actor) {
    return watcher.read(() -> putInForce(source.read(), actor));
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
