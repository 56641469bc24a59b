package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user's file says differently about a target that a preset has. Immutable.
 *
 * @param name the preset's name for it
 * @param key added to what separates the kept answers
 * @param pure added to the preset's classes
 * @param keySources added to the preset's classes
 */
public record TargetOverride(
    String name,
    Optional<Duration> ttl,
    Optional<Tier> tier,
    List<KeyPath> key,
    List<String> pure,
    List<String> keySources,
    Optional<Boolean> assumePure) {
  /** What an item may say that names no method of its own. */
  static final List<String> KEYS =
      List.of("ttl", "tier", "key", "pure", "key-sources", "assume-pure");

  /** Checks the name and copies the lists. */
  public TargetOverride {
    Checks.that(Ascii.isName(name), "not a target name: " + name);
    key = List.copyOf(key);
    pure = List.copyOf(pure);
    keySources = List.copyOf(keySources);
  }

  /** Returns whether a target keeps whole results, so that this means something for it. */
  public boolean fits(TargetConfig target) {
    return target.validation().isPresent() || isRefused(target);
  }

  /** Returns whether whole results are asked for of a target that can never keep any. */
  public boolean isRefused(TargetConfig target) {
    return target.onlyTimed().isPresent() && tier.equals(Optional.of(Tier.FULL));
  }

  /**
   * Returns a preset's target with these settings.
   *
   * @throws IllegalArgumentException when it means nothing for the target
   */
  public TargetConfig applyTo(TargetConfig target) {
    Checks.that(fits(target), "an override is for targets that keep whole results");
    return target.with(
        ttl.or(target::ttl),
        tier.or(target::tier),
        joined(target.key(), key),
        target.validation().map(this::changed));
  }

  private Validation changed(Validation known) {
    return new Validation(
        known.rebuild(),
        known.parts(),
        known.copying(),
        known.claims(),
        known.validators(),
        joined(known.pure(), pure),
        joined(known.keySources(), keySources),
        assumePure.orElse(known.assumePure()),
        known.configuredBy(),
        known.onlyIf());
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
