package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.discovery.Findings.KeepAway;
import dev.latchkey.runtime.discovery.Proposal.Confidence;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the methods on the ways to the choke points. Confined to one call.
 *
 * <p>A web framework between two methods of a stack ends the search: the outer one let the request
 * go on, so that it contains everything. Of the methods below it the innermost is chosen that has
 * the shape of its layer: a helper that many use is passed over for its caller.
 */
final class Finder {
  private static final int FEW_CALLS = 20;
  private static final double MOST_OF_IT = 0.5;

  private final Scan scan;
  private final Function<MethodId, String> targetOf;
  private final List<StackPath> paths;
  private final Set<List<MethodId>> aboveTokens = new HashSet<>();
  private final Set<MethodId> handOn = new HashSet<>();
  private final Map<MethodId, Candidate> chosen = new LinkedHashMap<>();
  private final Map<String, KeepAway> keepAway = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  Finder(Scan scan, Function<MethodId, String> targetOf) {
    this.scan = scan;
    this.targetOf = targetOf;
    paths = scan.paths().all();
    for (StackPath path : paths) {
      handOn.addAll(path.beyond());
      if (isOfTokens(path)) {
        aboveTokens.addAll(path.callers());
      }
    }
  }

  Findings find() {
    paths.forEach(this::look);
    authentications();
    if (chosen.isEmpty()) {
      notes.add(nothing());
    }
    notInsideOut();
    List<Proposal> proposals =
        new Proposals(scan, chosen.values())
            .all().stream()
                .sorted(
                    Comparator.comparingDouble(
                            (Proposal each) -> Double.isNaN(each.share()) ? 0 : each.share())
                        .reversed())
                .toList();
    return new Findings(proposals, List.copyOf(keepAway.values()), List.copyOf(notes));
  }

  private String nothing() {
    if (scan.paths().walked() == 0) {
      return "Nothing passed a choke point: no signature was verified, no key set fetched, no"
          + " password hashed, and no connection or statement seen. Was there load?";
    }
    return paths.isEmpty()
        ? "What passed the choke points was never called by a class of the application's own:"
            + " libraries do all of it, and with presets: auto they are timed already."
        : "No method of the application has the shape of an authentication: what was seen at the"
            + " choke points belongs to something else.";
  }

  private static boolean isOfTokens(StackPath path) {
    return path.choke() == Choke.VERIFY
        || path.choke() == Choke.MAC
        || (path.choke() == Choke.FETCH && path.shape() != AddressShape.OTHER);
  }

  private void look(StackPath path) {
    if (path.lambdas() && isOfTokens(path) && path.near().stream().noneMatch(this::isMeasured)) {
      notes.add(
          "A token is validated where the application has lambdas alone, which cannot be targets:"
              + " move that code into a method to have it timed by itself, or take the presets,"
              + " which time what the libraries do in it.");
      return;
    }
    switch (path.choke()) {
      case FETCH -> fetch(path);
      case VERIFY, MAC -> token(path);
      case HASH -> password(path);
      case CONNECT -> connection(path);
      case STATEMENT -> lookup(path);
    }
  }

  private void fetch(StackPath path) {
    if (path.shape() == AddressShape.INTROSPECTION) {
      for (MethodId method : path.near()) {
        if (isMeasured(method) && returns(method) && !method.parameterTypes().isEmpty()) {
          choose(method, Layer.JWT, Confidence.HIGH, "It asks the issuer about a token.");
          return;
        }
      }
    }
    if (!path.shape().leadsToKeys()) {
      return;
    }
    for (MethodId method : path.near()) {
      MethodFigures seen = scan.of(method);
      if (seen.tokenArgument() >= 0 || verifies(seen)) {
        notes.add(
            method.plain()
                + " fetches keys and validates tokens in one method: what the fetch takes is a part"
                + " of it, and the fetch cannot be timed by itself there.");
        return;
      }
      boolean forKeys = seen.keyFetches() * 2 > all(seen);
      if (isMeasured(method) && returns(method) && forKeys) {
        Confidence sure =
            path.shape() == AddressShape.KEY_SET ? Confidence.HIGH : Confidence.MEDIUM;
        choose(method, Layer.JWKS, sure, "It fetches " + path.shape().words() + ".");
        return;
      }
    }
  }

  private static long all(MethodFigures seen) {
    return seen.keyFetches()
        + seen.fetches(AddressShape.INTROSPECTION)
        + seen.fetches(AddressShape.OTHER);
  }

  private static boolean verifies(MethodFigures seen) {
    return seen.times(Choke.VERIFY) > 0 || seen.times(Choke.MAC) > 0;
  }

  private void token(StackPath path) {
    for (MethodId method : path.near()) {
      if (isMeasured(method) && scan.of(method).tokenArgument() >= 0) {
        choose(
            method,
            Layer.JWT,
            Confidence.HIGH,
            "A token is among its arguments, and a signature is verified inside.");
        return;
      }
    }
    // Cookies, requests and backups are signed with shared keys too.
    if (path.choke() == Choke.VERIFY) {
      path.near().stream()
          .filter(this::isMeasured)
          .findFirst()
          .ifPresent(
              method ->
                  choose(
                      method,
                      Layer.JWT,
                      Confidence.MEDIUM,
                      "A signature is verified inside; no argument has the shape of a token."));
    }
  }

  private void password(StackPath path) {
    path.near().stream()
        .filter(this::isMeasured)
        .findFirst()
        .ifPresent(
            method -> {
              choose(method, Layer.CRYPTO, Confidence.HIGH, "A password is hashed inside.");
              keepAway(method, "It hashes a password: a kept answer would stand for the password.");
            });
  }

  private void connection(StackPath path) {
    for (MethodId method : path.near()) {
      if (!isMeasured(method)) {
        continue;
      }
      MethodFigures seen = scan.of(method);
      boolean handsOut = method.returnType().endsWith("Connection");
      if (handsOut
          || (seen.reads() == 0 && seen.nanos(Choke.CONNECT) > MOST_OF_IT * seen.total())) {
        choose(
            method,
            Layer.DB,
            handsOut ? Confidence.HIGH : Confidence.MEDIUM,
            "A driver opens a connection inside.");
      } else {
        notes.add(
            method.plain()
                + " opens a connection for its own statements: phase pool serves it without a"
                + " target.");
      }
      return;
    }
  }

  private void lookup(StackPath path) {
    MethodId authentication = authentication(path);
    for (MethodId method : path.near()) {
      MethodFigures seen = scan.of(method);
      boolean speaks = AuthNames.speak(method);
      if (method.equals(authentication) || seen.tokenArgument() >= 0) {
        return;
      }
      if (!isMeasured(method) || seen.takesSql() || handsOutJdbc(method)) {
        continue;
      }
      if (authentication == null && !speaks) {
        return;
      }
      if (seen.writes() > 0) {
        keepAway(method, "It has side effects: it writes " + tables(seen.writtenTables()) + ".");
        return;
      }
      if (!returns(method)) {
        return;
      }
      choose(
          method,
          Layer.SESSION,
          authentication != null ? Confidence.HIGH : Confidence.MEDIUM,
          "It reads "
              + tables(seen.readTables())
              + (authentication != null
                  ? " while " + authentication.plain() + " authenticates."
                  : ", and its name speaks of users."));
      return;
    }
  }

  /**
   * Returns the innermost method that validates a token and has this done, in one call: it was
   * called by the same methods for both, as a helper that is used for both was not. Null for none.
   */
  private @Nullable MethodId authentication(StackPath path) {
    return path.callers().stream()
        .filter(aboveTokens::contains)
        .filter(callers -> isMeasured(callers.get(0)))
        .findFirst()
        .map(callers -> callers.get(0))
        .orElse(null);
  }

  private static boolean handsOutJdbc(MethodId method) {
    String type = method.returnType();
    return type.startsWith("java.sql.") || type.startsWith("javax.sql.");
  }

  private static String tables(Set<String> names) {
    return names.isEmpty() ? "rows" : String.join(", ", names);
  }

  private void authentications() {
    Set<MethodId> roots = new LinkedHashSet<>();
    for (StackPath path : paths) {
      MethodId root =
          path.choke() == Choke.STATEMENT || path.choke() == Choke.CONNECT
              ? authentication(path)
              : null;
      if (root != null && isMeasured(root) && !chosen.containsKey(root)) {
        roots.add(root);
      }
    }
    for (MethodId root : roots) {
      if (handOn.contains(root)) {
        notes.add(
            root.plain()
                + " authenticates and then lets the request go on, so that its time is that of the"
                + " whole request: it is no target for layer auth.");
      } else if (contains(root)) {
        choose(
            root,
            Layer.AUTH,
            Confidence.HIGH,
            "It validates a token and looks its user up: a whole authentication.");
      }
    }
  }

  private boolean contains(MethodId root) {
    return paths.stream()
            .filter(path -> path.near().contains(root))
            .flatMap(path -> path.near().stream())
            .filter(chosen::containsKey)
            .distinct()
            .count()
        >= 2;
  }

  /** A method that was chosen for two layers stands for the first; differing answers are told. */
  private void notInsideOut() {
    for (MethodFigures seen : scan.all()) {
      MethodId method = seen.method();
      if (seen.differences() > 0 && (chosen.containsKey(method) || AuthNames.speak(method))) {
        keepAway(
            method,
            "Equal arguments gave different results in %d of %d repeated calls."
                .formatted(seen.differences(), seen.repeats()));
      }
    }
  }

  private void choose(MethodId method, Layer layer, Confidence sure, String evidence) {
    String target = targetOf.apply(method);
    if (!target.isEmpty()) {
      notes.add(method.plain() + " is target " + target + " already.");
      return;
    }
    boolean few = scan.of(method).calls() < FEW_CALLS && sure == Confidence.HIGH;
    chosen
        .computeIfAbsent(method, unused -> new Candidate(method, layer))
        .seen(few ? Confidence.MEDIUM : sure, evidence);
  }

  private void keepAway(MethodId method, String reason) {
    keepAway.putIfAbsent(method.plain() + reason, new KeepAway(method.plain(), reason));
  }

  private boolean isMeasured(MethodId method) {
    return scan.of(method).calls() > 0 || !targetOf.apply(method).isEmpty();
  }

  private static boolean returns(MethodId method) {
    return !method.returnType().equals("void");
  }

  /** A method that was chosen. Confined to its finder. */
  static final class Candidate {
    private final MethodId method;
    private final Layer layer;
    private final List<String> evidence = new ArrayList<>();
    private Confidence confidence = Confidence.LOW;

    private Candidate(MethodId method, Layer layer) {
      this.method = method;
      this.layer = layer;
    }

    private void seen(Confidence sure, String sentence) {
      if (sure.compareTo(confidence) < 0) {
        confidence = sure;
      }
      if (!evidence.contains(sentence)) {
        evidence.add(sentence);
      }
    }

    MethodId method() {
      return method;
    }

    Layer layer() {
      return layer;
    }

    List<String> evidence() {
      return evidence;
    }

    Confidence confidence() {
      return confidence;
    }
  }
}
