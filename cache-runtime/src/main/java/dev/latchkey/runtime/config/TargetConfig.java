package dev.latchkey.runtime.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method to weave, as configured. Immutable; equal when every setting is equal, so that a changed
 * file can be compared with the one in force.
 *
 * @param name unique among all targets: 1 to 64 of a-z, 0-9 and -
 * @param className binary name with dots
 * @param key what separates the kept answers, besides what always does; empty for all arguments,
 *     and for nothing more with role {@link Role#SIGNATURE}
 * @param ttl how long an answer is kept; absent for the phase's own
 * @param negativeTtl how long it is kept that a lookup found nothing; absent for not at all
 * @param tier absent for the phase's own
 * @param expiresAt where the result says how long it is valid
 * @param token where the call has the compact token that it works on
 * @param kid where the call has the id of the key that it needs
 * @param document the parts of the result that make up a key-set document, in the order of the
 *     result type's constructor; empty when the result is the document: a String, byte[] or Map
 * @param text which part of the document is its text; absent for the first
 * @param rebuild what makes a result from the parts
 * @param fetch which calls fetch a key set; {@link FetchRules#DEFAULT} outside layer jwks
 * @param signature present exactly when the role is {@link Role#SIGNATURE}
 * @param validation present exactly when the role {@linkplain Role#keepsResults keeps results}
 * @param onlyTimed why whole results of a target that is only timed can never be kept
 * @param unless the call is not kept when any of these is neither null nor empty
 * @param identity objects that separate the kept answers by being the same object or not
 */
public record TargetConfig(
    String name,
    Layer layer,
    Role role,
    String className,
    MethodPattern method,
    Match match,
    List<KeyPath> key,
    Optional<Duration> ttl,
    Optional<Duration> negativeTtl,
    Optional<Tier> tier,
    Optional<KeyPath> expiresAt,
    Optional<KeyPath> token,
    Optional<KeyPath> kid,
    List<KeyPath> document,
    Optional<KeyPath> text,
    Rebuild rebuild,
    FetchRules fetch,
    Optional<SignaturePaths> signature,
    Optional<Validation> validation,
    Optional<String> onlyTimed,
    List<KeyPath> unless,
    List<KeyPath> identity,
    List<Invalidation> invalidatedBy) {
  static final Duration MIN_NEGATIVE_TTL = Duration.ofMillis(100);

  /** Somebody who has just registered must be able to log in: safety rules U-11 and SES-22. */
  static final Duration MAX_NEGATIVE_TTL = Duration.ofSeconds(5);

  /** Checks that the parts go together and copies the lists. */
  public TargetConfig {
    Checks.that(Ascii.isName(name), "not a target name: " + name);
    Checks.that(JavaNames.isClassName(className), "not a class name: " + className);
    Checks.that(role.fits(layer), "role " + role.id() + " does not fit layer " + layer.id());
    Checks.that(signature.isPresent() == (role == Role.SIGNATURE), "role and signature do not fit");
    Checks.that(validation.isPresent() == role.keepsResults(), "role and validation do not fit");
    Checks.that(onlyTimed.isEmpty() || role == Role.TIME, "only a timed target is only timed");
    Checks.that(
        token.isPresent() || kid.isPresent() || role != Role.TOKEN,
        "role token needs a token or kid path");
    Checks.that(negativeTtl.isEmpty() || role == Role.LOOKUP, "only a lookup finds nothing");
    negativeTtl.ifPresent(
        life -> Checks.range("negativeTtl", life, MIN_NEGATIVE_TTL, MAX_NEGATIVE_TTL));
    key = List.copyOf(key);
    Checks.that(
        role == Role.SIGNATURE || separatesTokens(layer, key),
        "the key of a jwt target needs a whole argument");
    document = List.copyOf(document);
    Checks.that(
        text.isEmpty() || document.contains(text.get()), "text is none of the document's paths");
    unless = List.copyOf(unless);
    identity = List.copyOf(identity);
    invalidatedBy = List.copyOf(invalidatedBy);
  }

  /** Tells whether a key cannot confuse two tokens: safety rule G-4. */
  static boolean separatesTokens(Layer layer, List<KeyPath> key) {
    return layer != Layer.JWT
        || key.isEmpty()
        || key.stream().anyMatch(path -> path.root() == Root.ARGUMENT && path.whole());
  }

  /** Returns this target with other settings of how its results are kept. */
  TargetConfig with(
      Optional<Duration> newTtl,
      Optional<Tier> newTier,
      List<KeyPath> newKey,
      Optional<Validation> kept) {
    return new TargetConfig(
        name,
        layer,
        role,
        className,
        method,
        match,
        newKey,
        newTtl,
        negativeTtl,
        newTier,
        expiresAt,
        token,
        kid,
        document,
        text,
        rebuild,
        fetch,
        signature,
        kept,
        onlyTimed,
        unless,
        identity,
        invalidatedBy);
  }

  /** Returns a builder of a target with defaults for everything else. */
  public static Builder builder(String name, Layer layer, String className, MethodPattern method) {
    return new Builder(name, layer, className, method);
  }

  /** Collects the settings of one target. Confined to its maker. */
  public static final class Builder {
    private final String name;
    private final Layer layer;
    private final String className;
    private final MethodPattern method;
    private Role role;
    private Match match = Match.EXACT;
    private List<KeyPath> key = List.of();
    private @Nullable Duration ttl;
    private @Nullable Duration negativeTtl;
    private @Nullable Tier tier;
    private @Nullable KeyPath expiresAt;
    private @Nullable KeyPath token;
    private @Nullable KeyPath kid;
    private List<KeyPath> document = List.of();
    private @Nullable KeyPath text;
    private Rebuild rebuild = Rebuild.DEFAULT;
    private FetchRules fetch = FetchRules.DEFAULT;
    private @Nullable SignaturePaths signature;
    private @Nullable Validation validation;
    private @Nullable String onlyTimed;
    private List<KeyPath> unless = List.of();
    private List<KeyPath> identity = List.of();
    private List<Invalidation> invalidatedBy = List.of();

    private Builder(String name, Layer layer, String className, MethodPattern method) {
      this.name = name;
      this.layer = layer;
      this.className = className;
      this.method = method;
      this.role = Role.defaultOf(layer);
    }

    /** Sets what the agent does with the calls; default by layer. */
    @CanIgnoreReturnValue
    public Builder role(Role role) {
      this.role = role;
      return this;
    }

    /** Sets which classes are meant; default {@link Match#EXACT}. */
    @CanIgnoreReturnValue
    public Builder match(Match match) {
      this.match = match;
      return this;
    }

    /** Sets what separates the kept answers. */
    @CanIgnoreReturnValue
    public Builder key(List<KeyPath> key) {
      this.key = key;
      return this;
    }

    /** Sets how long an answer is kept. */
    @CanIgnoreReturnValue
    public Builder ttl(Duration ttl) {
      this.ttl = ttl;
      return this;
    }

    /** Sets how long it is kept that a lookup found nothing. */
    @CanIgnoreReturnValue
    public Builder negativeTtl(Duration negativeTtl) {
      this.negativeTtl = negativeTtl;
      return this;
    }

    /** Sets how much of a validation is kept. */
    @CanIgnoreReturnValue
    public Builder tier(Tier tier) {
      this.tier = tier;
      return this;
    }

    /** Sets where the result says how long it is valid. */
    @CanIgnoreReturnValue
    public Builder expiresAt(KeyPath expiresAt) {
      this.expiresAt = expiresAt;
      return this;
    }

    /** Sets where the call has its token. */
    @CanIgnoreReturnValue
    public Builder token(KeyPath token) {
      this.token = token;
      return this;
    }

    /** Sets where the call has the id of the key that it needs. */
    @CanIgnoreReturnValue
    public Builder kid(KeyPath kid) {
      this.kid = kid;
      return this;
    }

    /** Sets which parts of the result make up the document. */
    @CanIgnoreReturnValue
    public Builder document(List<KeyPath> document) {
      this.document = document;
      return this;
    }

    /** Sets which part of the document is its text; default the first. */
    @CanIgnoreReturnValue
    public Builder text(KeyPath text) {
      this.text = text;
      return this;
    }

    /** Sets what makes a result from its parts. */
    @CanIgnoreReturnValue
    public Builder rebuild(Rebuild rebuild) {
      this.rebuild = rebuild;
      return this;
    }

    /** Sets which calls fetch a key set. */
    @CanIgnoreReturnValue
    public Builder fetch(FetchRules fetch) {
      this.fetch = fetch;
      return this;
    }

    /** Sets where the parts of a signature check are, and the role that goes with it. */
    @CanIgnoreReturnValue
    public Builder signature(SignaturePaths signature) {
      this.signature = signature;
      this.role = Role.SIGNATURE;
      return this;
    }

    /** Sets what is known of a validation; its role is set apart. */
    @CanIgnoreReturnValue
    public Builder validation(Validation validation) {
      this.validation = validation;
      return this;
    }

    /** Sets why whole results can never be kept. */
    @CanIgnoreReturnValue
    public Builder onlyTimed(String why) {
      this.onlyTimed = why;
      return this;
    }

    /** Sets what keeps a call out of the cache. */
    @CanIgnoreReturnValue
    public Builder unless(List<KeyPath> unless) {
      this.unless = unless;
      return this;
    }

    /** Sets the objects whose identity separates answers. */
    @CanIgnoreReturnValue
    public Builder identity(List<KeyPath> identity) {
      this.identity = identity;
      return this;
    }

    /** Sets what makes kept answers wrong. */
    @CanIgnoreReturnValue
    public Builder invalidatedBy(List<Invalidation> invalidatedBy) {
      this.invalidatedBy = invalidatedBy;
      return this;
    }

    /**
     * Returns the target.
     *
     * @throws IllegalArgumentException when the settings do not go together
     */
    public TargetConfig build() {
      return new TargetConfig(
          name,
          layer,
          role,
          className,
          method,
          match,
          key,
          Optional.ofNullable(ttl),
          Optional.ofNullable(negativeTtl),
          Optional.ofNullable(tier),
          Optional.ofNullable(expiresAt),
          Optional.ofNullable(token),
          Optional.ofNullable(kid),
          document,
          Optional.ofNullable(text),
          rebuild,
          fetch,
          Optional.ofNullable(signature),
          Optional.ofNullable(validation),
          Optional.ofNullable(onlyTimed),
          unless,
          identity,
          invalidatedBy);
    }
  }
}
