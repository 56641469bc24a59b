package dev.latchkey.dashboard.live;

import java.util.function.Supplier;

/**
 * A resource that the feed pushes whole, so that no page has to poll it. Immutable.
 *
 * @param path where the same body can be read by HTTP
 * @param everyTicks how often it is pushed; 0 for not by time
 * @param onPhaseChange whether it is pushed when a phase changed
 * @param body makes the body, on the feed's thread; quick and without blocking
 */
public record LiveResource(
    String path, int everyTicks, boolean onPhaseChange, Supplier<Object> body) {
  /** Makes one that is pushed by time, or only when a phase changed if {@code everyTicks} is 0. */
  public LiveResource(String path, int everyTicks, Supplier<Object> body) {
    this(path, everyTicks, everyTicks == 0, body);
  }
}
