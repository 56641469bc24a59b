package dev.latchkey.runtime.token;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.store.EntrySelector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Takes back what was kept: for one thing that entries are about, at once, and for a time if
 * wanted. Thread-safe.
 */
public final class Revocations {
  private final ValidationCache validations;
  private final ClaimIds ids;
  private final DenyList denied;
  private volatile Consumer<Told> others = nobody -> {};
  private volatile Consumer<List<Claim>> layers = claims -> {};

  /** Works on this cache and the list that it asks. */
  public Revocations(ValidationCache validations, ClaimIds ids, DenyList denied) {
    this.validations = validations;
    this.ids = ids;
    this.denied = denied;
  }

  /**
   * A claim whose bearers are to be asked about anew.
   *
   * @param value the claim; for {@link ClaimKind#TOKEN} the SHA-256 of the token in hexadecimal
   */
  public record Claim(ClaimKind kind, String value) {
    /** Writes hexadecimal digits one way. */
    public Claim {
      value = kind == ClaimKind.TOKEN ? value.toLowerCase(Locale.ROOT) : value;
    }

    /** Shows the kind alone: the value is somebody's name or token. */
    @Override
    public String toString() {
      return "Claim[" + kind.id() + "]";
    }
  }

  /**
   * What other processes take back too. Immutable.
   *
   * @param claims empty for everything
   * @param deniedFor how long answers about them are forbidden; zero to drop alone
   */
  public record Told(List<Claim> claims, Duration deniedFor) {
    /** Copies the list. */
    public Told {
      claims = List.copyOf(claims);
    }
  }

  /**
   * Tells of everything that is taken back from now on.
   *
   * @param hears called on any thread; must be quick and throw nothing
   */
  public void tell(Consumer<Told> hears) {
    others = hears;
  }

  /** Takes back what another process did. */
  public void take(Told told) {
    if (told.claims().isEmpty()) {
      validations.clear();
    } else if (told.deniedFor().isZero()) {
      dropHere(told.claims());
    } else {
      revokeHere(told.claims(), told.deniedFor());
    }
  }

  /** Tells {@code other}, once they hold here, of claims whose answers are dropped. */
  public void onDrop(Consumer<List<Claim>> other) {
    layers = other;
  }

  /** Returns 8 hexadecimal digits that stand for a claim in what is shown. */
  public String shown(Claim claim) {
    return ids.shown(claim.kind(), claim.value());
  }

  /**
   * Forbids kept answers with any of these claims and drops those that there are. When this
   * returns, none is given any more.
   *
   * @param atLeast for how long; answers that are being made live on for {@link
   *     ValidationSettings#MAX_TTL}, so never less than that
   * @return how many answers fell
   */
  public long revoke(List<Claim> claims, Duration atLeast) {
    long revoked = revokeHere(claims, atLeast);
    others.accept(new Told(claims, atLeast.isZero() ? ValidationSettings.MAX_TTL : atLeast));
    return revoked;
  }

  private long revokeHere(List<Claim> claims, Duration atLeast) {
    long forNanos = Math.max(atLeast.toNanos(), ValidationSettings.MAX_TTL.toNanos());
    boolean all = false;
    for (Claim claim : claims) {
      all |= !denied.add(id(claim), forNanos);
    }
    if (!all) {
      return dropHere(claims);
    }
    long fell = validations.clear();
    layers.accept(claims);
    return fell;
  }

  /** Drops the answers with any of these claims and returns how many there were. */
  @CanIgnoreReturnValue
  public long drop(List<Claim> claims) {
    long dropped = dropHere(claims);
    others.accept(new Told(claims, Duration.ZERO));
    return dropped;
  }

  private long dropHere(List<Claim> claims) {
    long fell = validations.drop(numbers(claims));
    layers.accept(claims);
    return fell;
  }

  /** Returns the numbers that answers with these claims have. */
  public long[] numbers(List<Claim> claims) {
    return claims.stream().mapToLong(this::id).toArray();
  }

  /** Drops the answers that are about one thing and returns how many there were. */
  public long drop(EntrySelector selector) {
    return drop(List.of(new Claim(kind(selector.kind()), selector.value())));
  }

  /** Returns how many answers are about one thing, and drops none. */
  public long count(EntrySelector selector) {
    return validations.count(id(new Claim(kind(selector.kind()), selector.value())));
  }

  private long id(Claim claim) {
    return ids.of(claim.kind(), claim.value());
  }

  private static ClaimKind kind(EntrySelector.Kind kind) {
    return switch (kind) {
      case SUBJECT -> ClaimKind.SUBJECT;
      case ISSUER -> ClaimKind.ISSUER;
      case KID -> ClaimKind.KEY;
      case TOKEN -> ClaimKind.TOKEN;
    };
  }
}
