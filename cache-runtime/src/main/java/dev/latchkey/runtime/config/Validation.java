package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be known of a validation before its whole result may be kept. Immutable.
 *
 * @param rebuild what makes a result for each caller from the parts
 * @param parts values of the result, or arguments, which stand for those that the caller presents;
 *     empty when the result is copied as it is
 * @param copying the library's own objects among the parts, or in the result
 * @param claims where the verified result has its claims
 * @param validators what the receiver checks tokens with
 * @param pure classes of validators that go by the token, the clock and their own settings alone
 * @param keySources classes that bring keys, which are not looked into: changes of key sets are
 *     seen where they are fetched
 * @param assumePure whether the operator vouches for the receiver and all its validators
 * @param configuredBy methods of the class that change its settings
 * @param onlyIf what must be true for a result to be kept
 */
public record Validation(
    Rebuild rebuild,
    List<KeyPath> parts,
    Copying copying,
    Map<Claim, KeyPath> claims,
    List<KeyPath> validators,
    List<String> pure,
    List<String> keySources,
    boolean assumePure,
    List<String> configuredBy,
    Optional<KeyPath> onlyIf) {
  /** The longest life of a result that does not say when it ends, and of an introspection. */
  public static final Duration MAX_UNBOUNDED = Duration.ofSeconds(60);

  /** Nothing is known. */
  public static final Validation UNKNOWN =
      new Validation(
          Rebuild.DEFAULT,
          List.of(),
          Copying.NONE,
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          false,
          List.of(),
          Optional.empty());

  /** Checks the names and copies the collections. */
  public Validation {
    parts = List.copyOf(parts);
    Map<Claim, KeyPath> known = new EnumMap<>(Claim.class);
    known.putAll(claims);
    claims = Collections.unmodifiableMap(known);
    validators = List.copyOf(validators);
    pure = List.copyOf(pure);
    keySources = List.copyOf(keySources);
    configuredBy = List.copyOf(configuredBy);
    Checks.that(pure.stream().allMatch(JavaNames::isClassName), "pure names no class");
    Checks.that(keySources.stream().allMatch(JavaNames::isClassName), "key-sources name no class");
    Checks.that(
        configuredBy.stream().allMatch(JavaNames::isIdentifier), "configured-by names no method");
  }
}
