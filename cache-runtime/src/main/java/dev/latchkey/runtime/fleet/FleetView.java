package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processes as one of them sees them. Immutable.
 *
 * @param linked whether others are heard
 * @param redisFaults answers of the shared Redis that failed or took too long, since the start
 * @param instances this one first, then the others by name
 */
public record FleetView(boolean linked, long redisFaults, List<Instance> instances) {
  private static final long LATE_MILLIS = 5_000;

  /** Copies the list. */
  public FleetView {
    instances = List.copyOf(instances);
  }

  /**
   * One process.
   *
   * @param name host and port of its dashboard
   * @param own whether it is the one that was asked
   * @param ageMillis since it was heard; 0 for the one that was asked
   * @param late whether it was not heard for 5 s
   * @param agrees whether its phases are as here, and its version
   * @param hitRatios by layer, 0..1
   */
  public record Instance(
      String id,
      String name,
      String version,
      boolean own,
      long ageMillis,
      boolean late,
      boolean agrees,
      List<Shared> phases,
      Map<String, Double> hitRatios) {}

  static FleetView of(boolean linked, long redisFaults, Beat own, List<Members.Member> others) {
    Stream<Instance> first = Stream.of(instance(own, own, 0));
    Stream<Instance> rest =
        others.stream().map(each -> instance(own, each.beat(), each.ageMillis()));
    return new FleetView(linked, redisFaults, Stream.concat(first, rest).toList());
  }

  private static Instance instance(Beat own, Beat beat, long ageMillis) {
    return new Instance(
        beat.id(),
        beat.name(),
        beat.version(),
        own.id().equals(beat.id()),
        ageMillis,
        ageMillis > LATE_MILLIS,
        agrees(own, beat),
        beat.phases(),
        beat.hitRatios());
  }

  private static boolean agrees(Beat own, Beat other) {
    return own.version().equals(other.version())
        && own.phases().stream()
            .allMatch(
                here ->
                    other.phases().stream()
                        .filter(there -> there.phase().equals(here.phase()))
                        .anyMatch(here::agrees));
  }
}
