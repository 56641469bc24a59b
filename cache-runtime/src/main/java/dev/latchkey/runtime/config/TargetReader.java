package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.config.ValueTypes.Length;
import dev.latchkey.runtime.config.ValueTypes.Word;
import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one item of {@code targets}. Confined to the reading of that item. */
final class TargetReader {
  private static final Word<Layer> LAYER = new Word<>(List.of(Layer.values()));
  private static final Word<Role> ROLE = new Word<>(List.of(Role.values()));
  private static final Word<Match> MATCH = new Word<>(List.of(Match.values()));

  /** Opaque tokens exist because they can be revoked: safety rule O-1. */
  private static final Length INTROSPECTION_TTL =
      new Length(Duration.ofSeconds(1), Validation.MAX_UNBOUNDED);

  private static final Length ANY_VALIDATION_TTL =
      new Length(Duration.ofSeconds(1), JwtPhase.MAX_TTL);
  private static final Length NEGATIVE_TTL =
      new Length(TargetConfig.MIN_NEGATIVE_TTL, TargetConfig.MAX_NEGATIVE_TTL);
  private static final Set<Layer> KEEPS_RESULTS = Set.of(Layer.JWT, Layer.SESSION);

  private final Section section;
  private final boolean stalenessAccepted;
  private Optional<MethodPattern> method = Optional.empty();

  private TargetReader(Section section, boolean stalenessAccepted) {
    this.section = section;
    this.stalenessAccepted = stalenessAccepted;
  }

  /** Returns the target, or nothing when something in it was reported. */
  static Optional<TargetConfig> read(Section section, boolean stalenessAccepted) {
    return new TargetReader(section, stalenessAccepted).read();
  }

  /** Tells whether an item names no method of its own and only says what it wants otherwise. */
  static boolean isOverride(Section section) {
    return section.has("name")
        && section.keys().size() > 1
        && section.keys().stream()
            .allMatch(key -> key.equals("name") || TargetOverride.KEYS.contains(key));
  }

  /** Returns what the item says of a preset's target, or nothing when something was reported. */
  static Optional<TargetOverride> readOverride(Section section) {
    Optional<String> name = section.required("name", ValueTypes.NAME);
    Optional<Duration> ttl = section.optional("ttl", ANY_VALIDATION_TTL);
    Optional<Tier> tier = section.optional("tier", PhasesReader.TIER);
    List<KeyPath> key = section.list("key", ValueTypes.INPUT_PATH, List.of());
    List<String> pure = section.list("pure", ValueTypes.CLASS_NAME, List.of());
    List<String> sources = section.list("key-sources", ValueTypes.CLASS_NAME, List.of());
    Optional<Boolean> assumed = section.optional("assume-pure", ValueTypes.BOOLEAN);
    return section.sound()
        ? name.map(known -> new TargetOverride(known, ttl, tier, key, pure, sources, assumed))
        : Optional.empty();
  }

  private Optional<TargetConfig> read() {
    Optional<String> name = section.required("name", ValueTypes.NAME);
    Optional<Layer> layer = section.required("layer", LAYER);
    Optional<String> className = section.required("class", ValueTypes.CLASS_NAME);
    method = section.required("method", ValueTypes.METHOD);
    Match match = section.value("match", MATCH, Match.EXACT);
    Optional<Tier> tier = section.optional("tier", PhasesReader.TIER);
    Role role =
        section
            .optional("role", ROLE)
            .orElse(layer.map(known -> Role.defaultOf(known, tier)).orElse(Role.TIME));
    List<KeyPath> key = paths("key", ValueTypes.INPUT_PATH);
    Optional<KeyPath> token = path(section, "token", ValueTypes.ANY_PATH);
    Optional<KeyPath> kid = path(section, "kid", ValueTypes.INPUT_PATH);
    List<KeyPath> unless = paths("unless", ValueTypes.INPUT_PATH);
    List<KeyPath> identity = paths("identity", ValueTypes.INPUT_PATH);
    List<KeyPath> document = paths("document", ValueTypes.DOCUMENT_PATH);
    Optional<KeyPath> text = section.optional("text", ValueTypes.DOCUMENT_PATH);
    Section rebuilding = section.section("rebuild");
    Rebuild rebuild = rebuild(rebuilding);
    text.ifPresent(path -> checkText(path, document));
    FetchRules fetch = fetchRules();
    Optional<KeyPath> expiresAt = path(section, "expires-at", ValueTypes.RESULT_PATH);
    Optional<Validation> validation = validation(role, rebuild, rebuilding, expiresAt);
    Optional<Duration> ttl = layer.flatMap(known -> ttl(known, role));
    Optional<Duration> negativeTtl = section.optional("negative-ttl", NEGATIVE_TTL);
    Optional<SignaturePaths> signature = signature();
    Optional<String> onlyTimed = section.optional("only-timed", ValueTypes.SENTENCE);
    List<Invalidation> invalidatedBy =
        section.sections("invalidated-by", new InvalidationReader(role, key, method)::read);
    layer.ifPresent(known -> check(known, role, key));
    if (!section.sound()) {
      return Optional.empty();
    }
    return Optional.of(
        new TargetConfig(
            name.orElseThrow(),
            layer.orElseThrow(),
            role,
            className.orElseThrow(),
            method.orElseThrow(),
            match,
            key,
            ttl,
            negativeTtl,
            tier,
            expiresAt,
            token,
            kid,
            document,
            text,
            role.keepsResults() ? Rebuild.DEFAULT : rebuild,
            fetch,
            signature,
            validation,
            onlyTimed,
            unless,
            identity,
            invalidatedBy));
  }

  private List<KeyPath> paths(String key, ValueType<KeyPath> type) {
    List<KeyPath> paths = section.list(key, type, List.of());
    paths.forEach(path -> checkArgument(section, key, path));
    return paths;
  }

  private Optional<KeyPath> path(Section in, String key, ValueType<KeyPath> type) {
    Optional<KeyPath> path = in.optional(key, type);
    path.ifPresent(known -> checkArgument(in, key, known));
    return path;
  }

  /** Reports an argument that a method with named parameter types does not have. */
  private void checkArgument(Section in, String key, KeyPath path) {
    int count = method.flatMap(MethodPattern::parameterTypes).map(List::size).orElse(256);
    if (path.root() == Root.ARGUMENT && path.argument() >= count) {
      in.problem(
          ProblemKind.CONFLICT,
          key,
          in.pathOf(key)
              + " uses "
              + path
              + ", and the method has "
              + count
              + (count == 1 ? " argument" : " arguments")
              + ", counted from arg0");
    }
  }

  private Optional<Duration> ttl(Layer layer, Role role) {
    Length range = role == Role.INTROSPECT ? INTROSPECTION_TTL : ttlRange(layer);
    Optional<Duration> ttl = section.optional("ttl", range);
    if (layer == Layer.SESSION && !stalenessAccepted) {
      ttl.ifPresent(known -> PhasesReader.checkStaleness(section, known));
    }
    return ttl;
  }

  private static Length ttlRange(Layer layer) {
    return switch (layer) {
      case JWKS -> PhasesReader.JWKS_TTL;
      case JWT -> PhasesReader.JWT_TTL;
      case SESSION, AUTH, DB, CRYPTO, OTHER -> PhasesReader.SESSION_TTL;
    };
  }

  private void checkText(KeyPath text, List<KeyPath> document) {
    if (!document.contains(text)) {
      conflict("text", section.pathOf("text") + " is " + text + ", which is none of document");
    }
  }

  private static Rebuild rebuild(Section rebuilding) {
    return new Rebuild(
        rebuilding.optional("class", ValueTypes.CLASS_NAME),
        rebuilding.optional("method", ValueTypes.METHOD_NAME));
  }

  private FetchRules fetchRules() {
    return new FetchRules(
        section.list("subclasses", ValueTypes.CLASS_NAME, List.of()),
        section.optional("within", LAYER),
        paths("forced-by", ValueTypes.INPUT_PATH),
        path(section, "selected-by", ValueTypes.SELECTION));
  }

  private Optional<Validation> validation(
      Role role, Rebuild rebuild, Section rebuilding, Optional<KeyPath> expiresAt) {
    var reader =
        new ValidationReader(
            section, (in, part) -> checkArgument(in, part.getKey(), part.getValue()));
    Validation validation = reader.read(rebuild, rebuilding, expiresAt);
    return role.keepsResults() ? Optional.of(validation) : Optional.empty();
  }

  private Optional<SignaturePaths> signature() {
    Section parts = section.section("signature");
    Optional<KeyPath> algorithm = part(parts, "algorithm");
    List<KeyPath> key = oneOrMore(parts, "key");
    List<KeyPath> input = oneOrMore(parts, "input");
    Optional<KeyPath> value = part(parts, "value");
    boolean whole =
        algorithm.isPresent() && !key.isEmpty() && !input.isEmpty() && value.isPresent();
    return whole
        ? Optional.of(new SignaturePaths(algorithm.orElseThrow(), key, input, value.orElseThrow()))
        : Optional.empty();
  }

  private List<KeyPath> oneOrMore(Section parts, String key) {
    if (!parts.isList(key)) {
      return part(parts, key).stream().toList();
    }
    List<KeyPath> paths = parts.list(key, ValueTypes.INPUT_PATH, List.of());
    paths.forEach(path -> checkArgument(parts, key, path));
    if (paths.isEmpty()) {
      parts.missing(key, ValueTypes.INPUT_PATH.expected());
    }
    return paths;
  }

  private Optional<KeyPath> part(Section parts, String key) {
    Optional<KeyPath> path = parts.required(key, ValueTypes.INPUT_PATH);
    path.ifPresent(known -> checkArgument(parts, key, known));
    return path;
  }

  private void check(Layer layer, Role role, List<KeyPath> key) {
    if (!role.fits(layer)) {
      conflict("role", "role " + role.id() + " does not fit layer " + layer.id());
    }
    if (role != Role.SIGNATURE && !TargetConfig.separatesTokens(layer, key)) {
      section.problem(
          ProblemKind.UNSAFE_KEY,
          "key",
          section.pathOf("key")
              + " is "
              + key
              + ", two different tokens could share an answer; "
              + ProblemKind.UNSAFE_KEY.remedy());
    }
    boolean whole = role == Role.OPERATION;
    boolean cached = layer == Layer.JWKS || KEEPS_RESULTS.contains(layer) || whole;
    only(cached, "ttl", "layers jwks, jwt and session, and role operation");
    only(role == Role.LOOKUP, "negative-ttl", "role lookup");
    only(
        (layer == Layer.JWT && role != Role.SIGNATURE) || whole,
        "tier",
        "layer jwt without role signature, and role operation");
    ValidationReader.KEYS.forEach(
        own ->
            only(
                role.keepsResults() || (whole && own.equals("assume-pure")),
                own,
                "roles validate and introspect"));
    if (whole) {
      checkOperation(key);
    }
    only(layer == Layer.JWT && role == Role.TIME, "only-timed", "role time of layer jwt");
    only(KEEPS_RESULTS.contains(layer) || whole, "expires-at", "layers jwt and session");
    only(
        KEEPS_RESULTS.contains(layer) || whole,
        "invalidated-by",
        "layers jwt and session, and role operation");
    only(role == Role.FETCH, "document", "role fetch");
    only(role == Role.FETCH, "text", "role fetch");
    only(role == Role.FETCH, "subclasses", "role fetch");
    only(role == Role.FETCH, "within", "role fetch");
    only(
        (role == Role.FETCH || role == Role.TIME) && !section.has("token"),
        "forced-by",
        "roles fetch and time without token");
    only(role == Role.FETCH && section.has("document"), "selected-by", "document and role fetch");
    only(role.keepsResults() || section.has("document"), "rebuild", "document");
    only(role == Role.SIGNATURE, "signature", "role signature");
    needs(role == Role.SIGNATURE, "signature", "a mapping of algorithm, key, input and value");
    only(role == Role.TOKEN, "kid", "role token");
    needs(role == Role.TOKEN && !section.has("kid"), "token", "the path of the token");
  }

  /** What a whole authentication goes by cannot be found out: somebody has to vouch for it. */
  private void checkOperation(List<KeyPath> key) {
    needs(true, "token", "the path of the token, with or without its scheme");
    if (!section.value("assume-pure", ValueTypes.BOOLEAN, false)) {
      conflict(
          "assume-pure",
          section.pathOf("assume-pure")
              + " is not true; whoever keeps whole authentications vouches that they go by the"
              + " token, the key sets, the clock, the tables named in invalidated-by and their own"
              + " settings alone");
    }
    Optional<KeyPath> token = section.optional("token", ValueTypes.ANY_PATH);
    if (token.isPresent() && !key.isEmpty() && !key.contains(token.get())) {
      section.problem(
          ProblemKind.UNSAFE_KEY,
          "key",
          section.pathOf("key")
              + " does not hold "
              + token.get()
              + ", where the token is; two different tokens could share an answer");
    }
  }

  private void only(boolean allowed, String key, String where) {
    if (!allowed && section.has(key)) {
      conflict(key, section.pathOf(key) + " only goes with " + where);
    }
  }

  private void needs(boolean needed, String key, String expected) {
    if (needed && !section.has(key)) {
      section.missing(key, expected);
    }
  }

  private void conflict(String key, String text) {
    section.problem(ProblemKind.CONFLICT, key, text + "; " + ProblemKind.CONFLICT.remedy());
  }
}
