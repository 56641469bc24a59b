package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads what only targets have that keep whole results. Confined to the reading of one item. */
final class ValidationReader {
  /** The keys that mean nothing elsewhere. */
  static final List<String> KEYS =
      List.of(
          "claims", "validators", "pure", "key-sources", "assume-pure", "configured-by", "only-if");

  private final Section section;
  private final BiConsumer<Section, Map.Entry<String, KeyPath>> arguments;

  /**
   * @param arguments reports a path to an argument that the method does not have
   */
  ValidationReader(Section section, BiConsumer<Section, Map.Entry<String, KeyPath>> arguments) {
    this.section = section;
    this.arguments = arguments;
  }

  Validation read(Rebuild rebuild, Section rebuilding, Optional<KeyPath> expiresAt) {
    return new Validation(
        rebuild,
        parts(rebuilding),
        copying(rebuilding),
        claims(expiresAt),
        section.list("validators", ValueTypes.THIS_PATH, List.of()),
        section.list("pure", ValueTypes.CLASS_NAME, List.of()),
        section.list("key-sources", ValueTypes.CLASS_NAME, List.of()),
        section.optional("assume-pure", ValueTypes.BOOLEAN).orElse(false),
        section.list("configured-by", ValueTypes.METHOD_NAME, List.of()),
        section.optional("only-if", ValueTypes.RESULT_PATH));
  }

  private List<KeyPath> parts(Section rebuilding) {
    List<KeyPath> parts =
        new ArrayList<>(rebuilding.list("parts", ValueTypes.PART_PATH, List.of()));
    parts.forEach(path -> arguments.accept(rebuilding, Map.entry("parts", path)));
    return parts;
  }

  private static Copying copying(Section rebuilding) {
    return new Copying(
        rebuilding.sections("values", ValidationReader::value),
        rebuilding.list("lists", ValueTypes.CLASS_NAME, List.of()));
  }

  private static Optional<Copying.Item> value(Section item) {
    Optional<String> className = item.required("class", ValueTypes.CLASS_NAME);
    Optional<String> method = item.optional("method", ValueTypes.METHOD_NAME);
    List<KeyPath> parts = item.list("parts", ValueTypes.RESULT_PATH, List.of());
    if (parts.isEmpty()) {
      item.missing("parts", ValueTypes.RESULT_PATH.expected());
    }
    return className.isPresent() && !parts.isEmpty()
        ? Optional.of(
            new Copying.Item(className.get(), new Rebuild(Optional.empty(), method), parts))
        : Optional.empty();
  }

  /** The end of life stands at the top or among the claims, not at both places. */
  private Map<Claim, KeyPath> claims(Optional<KeyPath> expiresAt) {
    Section given = section.section("claims");
    Map<Claim, KeyPath> claims = new EnumMap<>(Claim.class);
    for (Claim claim : Claim.values()) {
      given.optional(claim.id(), ValueTypes.RESULT_PATH).ifPresent(path -> claims.put(claim, path));
    }
    if (expiresAt.isPresent() && claims.containsKey(Claim.EXPIRES_AT)) {
      given.problem(
          ProblemKind.CONFLICT,
          Claim.EXPIRES_AT.id(),
          given.pathOf(Claim.EXPIRES_AT.id())
              + " stands beside "
              + section.pathOf("expires-at")
              + "; keep one of the two");
    }
    expiresAt.ifPresent(path -> claims.put(Claim.EXPIRES_AT, path));
    return claims;
  }
}
