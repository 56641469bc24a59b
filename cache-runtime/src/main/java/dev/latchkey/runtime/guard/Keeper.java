package dev.latchkey.runtime.guard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps plans in their file, and says once when it cannot. Thread-safe. */
final class Keeper {
  private final RolloutFile file;
  private final EventLog events;
  private final RolloutJson json = new RolloutJson();

  @GuardedBy("this")
  private long savedRevision;

  @GuardedBy("this")
  private boolean writeFailed;

  Keeper(RolloutFile file, EventLog events) {
    this.file = file;
    this.events = events;
  }

  /**
   * What is to be kept.
   *
   * @param revision rises with every change
   */
  record Plans(long revision, List<RolloutJson.Kept> plans) {}

  /** Returns the plans in the file; none when it cannot be read. */
  List<RolloutJson.Kept> plans() {
    try {
      Optional<byte[]> content = file.read();
      return content.isPresent() ? json.read(content.get()) : List.of();
    } catch (IOException | RuntimeException unreadable) {
      events.add(
          "rollout.unreadable",
          Severity.WARN,
          Ledger.GUARD,
          "The plans in " + file + " cannot be read, so no phase goes on with one: " + unreadable);
      return List.of();
    }
  }

  /** Writes the file when it says something else than what holds. */
  synchronized void save(Supplier<Plans> now) {
    Plans plans = now.get();
    if (plans.revision() != savedRevision) {
      savedRevision = plans.revision();
      write(plans.plans());
    }
  }

  @GuardedBy("this")
  private void write(List<RolloutJson.Kept> kept) {
    try {
      file.write(json.write(kept));
    } catch (IOException | RuntimeException failure) {
      if (!writeFailed) {
        writeFailed = true;
        events.add(
            "rollout.unwritable",
            Severity.WARN,
            Ledger.GUARD,
            "Plans will not outlive a restart, because " + file + " cannot be written: " + failure);
      }
    }
  }
}
