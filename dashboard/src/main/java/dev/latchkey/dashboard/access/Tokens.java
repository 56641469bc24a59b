package dev.latchkey.dashboard.access;

import dev.latchkey.runtime.config.AdminRole;
import dev.latchkey.runtime.config.NamedToken;
import dev.latchkey.runtime.config.Secret;
import java.io.File;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The admin token and those that have names. Thread-safe. Never shown. */
public final class Tokens {
  private final AdminToken admin;
  private final List<Named> named;

  private interface Proof {
    boolean matches(String candidate);

    int generation();
  }

  private record Named(NamedToken token, Proof proof) {}

  private Tokens(AdminToken admin, List<Named> named) {
    this.admin = admin;
    this.named = List.copyOf(named);
  }

  /** Reads the admin token, or creates it, and reads the others. Fails never. */
  public static Tokens open(File adminFile, List<NamedToken> tokens, SecureRandom random) {
    List<Named> named = new ArrayList<>();
    for (NamedToken token : tokens) {
      named.add(new Named(token, proof(token, random)));
    }
    return new Tokens(AdminToken.open(adminFile, random), named);
  }

  private static Proof proof(NamedToken token, SecureRandom random) {
    if (token.file().isPresent()) {
      return new InFile(AdminToken.existing(token.file().get(), random));
    }
    return new Hashed(token.sha256().map(Secret::value).orElseThrow());
  }

  /** Returns the admin token. */
  public AdminToken admin() {
    return admin;
  }

  /**
   * Returns whose token {@code candidate} is. Every token is compared, so that the time tells
   * nothing of which one it was.
   */
  public Optional<Identity> find(String candidate) {
    Optional<Identity> found =
        admin.matches(candidate) ? Optional.of(adminIdentity()) : Optional.empty();
    for (Named each : named) {
      boolean matches = each.proof().matches(candidate);
      if (matches && found.isEmpty()) {
        found = Optional.of(identity(each));
      }
    }
    return found;
  }

  /**
   * Returns the identity of a caller who has shown a token.
   *
   * @param actor as the caller has it
   */
  public Identity of(String actor) {
    return named.stream()
        .filter(each -> each.token().name().equals(actor))
        .findFirst()
        .map(Tokens::identity)
        .orElseGet(this::adminIdentity);
  }

  /** Returns whether the token that was shown for {@code identity} is still the same. */
  public boolean holds(Identity identity) {
    if (identity.name().isEmpty()) {
      return identity.generation() == admin.generation();
    }
    return named.stream().anyMatch(each -> identity(each).equals(identity));
  }

  /** Returns a number that is another one once any of the tokens changed. */
  int generation() {
    int sum = admin.generation();
    for (Named each : named) {
      sum += each.proof().generation();
    }
    return sum;
  }

  /** Returns a line on each token that nobody can show, with the reason. */
  public List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    admin.refusal().ifPresent(refusals::add);
    for (Named each : named) {
      if (each.proof() instanceof InFile inFile) {
        inFile.token().refusal().ifPresent(refusals::add);
      }
    }
    return refusals;
  }

  private Identity adminIdentity() {
    return new Identity("", AdminRole.ADMIN, admin.generation());
  }

  private static Identity identity(Named each) {
    return new Identity(each.token().name(), each.token().role(), each.proof().generation());
  }

  @Override
  public String toString() {
    return "Tokens[***]";
  }

  private record InFile(AdminToken token) implements Proof {
    @Override
    public boolean matches(String candidate) {
      return token.matches(candidate);
    }

    @Override
    public int generation() {
      return token.generation();
    }
  }

  private record Hashed(String sha256) implements Proof {
    @Override
    public boolean matches(String candidate) {
      return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), Secrets.digest(candidate));
    }

    @Override
    public int generation() {
      return 0;
    }

    @Override
    public String toString() {
      return "Hashed[***]";
    }
  }
}
