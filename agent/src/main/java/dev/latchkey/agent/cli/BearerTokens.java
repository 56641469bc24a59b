package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.Jwts;
import dev.latchkey.runtime.bench.TokenKind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a load, by kind; tampered ones and ones of unknown keys are made of the good ones.
 * Never printed. Confined to one thread.
 */
final class BearerTokens {
  private static final int LONGEST = 16 * 1024;
  private static final long MOST_BYTES = 256L * 1024 * 1024;
  private static final int MADE = 50;

  private final Map<TokenKind, List<String>> tokens = new EnumMap<>(TokenKind.class);

  /**
   * Reads a file: a token a line, or its kind, a blank and the token; lines that begin with # are
   * remarks. A token whose {@code exp} has passed is an expired one, whatever the line says.
   */
  static BearerTokens read(File file, Instant now) throws CommandException {
    BearerTokens tokens = new BearerTokens();
    List<String> lines;
    try {
      if (Files.size(file.toPath()) > MOST_BYTES) {
        throw new CommandException("LK-4030", file + " has more than " + MOST_BYTES + " bytes");
      }
      lines = Files.readAllLines(file.toPath());
    } catch (IOException unreadable) {
      throw new CommandException(
          "LK-4030",
          file + " cannot be read as text (" + unreadable.getClass().getSimpleName() + ")");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        tokens.addLine(line, file + ":" + (i + 1), now);
      }
    }
    if (tokens.of(TokenKind.GOOD).isEmpty()) {
      throw new CommandException(
          "LK-4030",
          file
              + " holds no good token"
              + (tokens.of(TokenKind.EXPIRED).isEmpty() ? "" : "; those in it have expired"));
    }
    return tokens.spoiled();
  }

  private void addLine(String line, String where, Instant now) throws CommandException {
    int blank = line.indexOf(' ');
    String token = line.substring(blank + 1).strip();
    TokenKind kind = blank < 0 ? TokenKind.GOOD : kind(line.substring(0, blank), where);
    add(kind, token, where);
    if (kind == TokenKind.GOOD && Jwts.expiresAt(token).filter(now::isAfter).isPresent()) {
      of(kind).remove(token);
      add(TokenKind.EXPIRED, token, where);
    }
  }

  private static TokenKind kind(String name, String where) throws CommandException {
    return Arrays.stream(TokenKind.values())
        .filter(each -> each.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "LK-4030",
                    where
                        + " begins with a word that is no kind of token; a line is a token, or"
                        + " good, expired, tampered, unknown-key or wrong-audience and a token"));
  }

  /** Adds a token, which must be able to stand in a header. */
  void add(TokenKind kind, String token, String where) throws CommandException {
    if (token.isEmpty()
        || token.length() > LONGEST
        || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new CommandException(
          "LK-4030", where + " holds no token that can stand in a header of a request");
    }
    of(kind).add(token);
  }

  /** Adds bad ones that can be made without the issuer. */
  BearerTokens spoiled() {
    List<String> good = of(TokenKind.GOOD);
    for (int i = 0; i < Math.min(MADE, good.size()); i++) {
      String token = good.get(i);
      of(TokenKind.TAMPERED).add(Jwts.tampered(token));
      Jwts.ofUnknownKey(token, i).ifPresent(of(TokenKind.UNKNOWN_KEY)::add);
    }
    return this;
  }

  List<String> of(TokenKind kind) {
    return tokens.computeIfAbsent(kind, none -> new ArrayList<>());
  }

  /** Returns when the first of the good ones ends; the far future when none says so. */
  Instant goodUntil() {
    return of(TokenKind.GOOD).stream()
        .flatMap(each -> Jwts.expiresAt(each).stream())
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
