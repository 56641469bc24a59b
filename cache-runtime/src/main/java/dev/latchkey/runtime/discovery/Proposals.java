package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.discovery.Finder.Candidate;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts what was chosen into figures and words. Confined to one call. */
final class Proposals {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int LONGEST_NAME = 60;
  private static final double WORTH_TELLING = 0.05;

  private final Scan scan;
  private final Collection<Candidate> chosen;
  private final Set<MethodId> methods;
  private final long base;
  private final Map<String, Integer> names = new HashMap<>();

  Proposals(Scan scan, Collection<Candidate> chosen) {
    this.scan = scan;
    this.chosen = chosen;
    methods = chosen.stream().map(Candidate::method).collect(Collectors.toSet());
    base = scan.all().stream().mapToLong(MethodFigures::outermost).sum();
  }

  List<Proposal> all() {
    return chosen.stream().map(this::proposal).toList();
  }

  private Proposal proposal(Candidate candidate) {
    MethodId method = candidate.method();
    MethodFigures seen = scan.of(method);
    String name = name(method);
    double own = Math.max(0, seen.total() - nested(seen, new HashSet<>()));
    return new Proposal(
        name,
        candidate.layer(),
        method.className(),
        method.pattern().toString(),
        seen.calls(),
        seen.calls() == 0 ? Double.NaN : seen.total() / NANOS_PER_MILLI / seen.calls(),
        share(seen, own),
        seen.total() == 0 ? 0 : Math.min(1, seen.waited() / (double) seen.total()),
        candidate.confidence(),
        evidence(candidate, seen),
        risks(candidate.layer(), seen),
        TargetYaml.timed(name, candidate.layer(), method),
        TargetYaml.keeping(name, candidate.layer(), seen));
  }

  /**
   * Returns a method's share of the authentications that it is a part of; of all that was watched
   * where it is a part of none.
   */
  private double share(MethodFigures of, double own) {
    double whole = 0;
    double here = 0;
    for (Candidate each : chosen) {
      if (each.layer() == Layer.AUTH) {
        MethodFigures authentication = scan.of(each.method());
        whole += authentication.total();
        here += authentication == of ? of.total() : inside(authentication, of, new HashSet<>());
      }
    }
    if (here > 0 && of.total() > 0) {
      return Math.min(1, own / of.total() * here / whole);
    }
    return base == 0 ? Double.NaN : Math.min(1, own / base);
  }

  /** Returns how much of a method's time another took inside it. */
  private static double inside(MethodFigures of, MethodFigures wanted, Set<MethodFigures> above) {
    double nanos = 0;
    if (above.add(of)) {
      for (Map.Entry<MethodFigures, Long> each : of.inside().entrySet()) {
        MethodFigures inner = each.getKey();
        double part =
            inner == wanted
                ? 1
                : inner.total() == 0 ? 0 : inside(inner, wanted, above) / inner.total();
        nanos += each.getValue() * Math.min(1, part);
      }
      above.remove(of);
    }
    return nanos;
  }

  /** Returns how much of a method's time other proposals took inside it. */
  private double nested(MethodFigures of, Set<MethodFigures> above) {
    double nanos = 0;
    if (above.add(of)) {
      for (Map.Entry<MethodFigures, Long> each : of.inside().entrySet()) {
        MethodFigures inner = each.getKey();
        double part = inner.total() == 0 ? 0 : nested(inner, above) / inner.total();
        nanos += each.getValue() * (methods.contains(inner.method()) ? 1 : Math.min(1, part));
      }
      above.remove(of);
    }
    return nanos;
  }

  private String name(MethodId method) {
    String kebab =
        method
            .name()
            .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base = kebab.isEmpty() ? "method" : kebab;
    base = base.substring(0, Math.min(base.length(), LONGEST_NAME));
    int number = names.merge(base, 1, Integer::sum);
    return number == 1 ? base : base + "-" + number;
  }

  private static List<String> evidence(Candidate candidate, MethodFigures seen) {
    List<String> evidence = new ArrayList<>(candidate.evidence());
    for (Choke choke : Choke.values()) {
      if (seen.times(choke) > 0 && choke != Choke.STATEMENT) {
        evidence.add(
            String.format(
                Locale.ROOT,
                "%s: %d times, %.1f ms each.",
                words(choke),
                seen.times(choke),
                seen.nanos(choke) / NANOS_PER_MILLI / seen.times(choke)));
      }
    }
    if (seen.reads() + seen.writes() > 0) {
      evidence.add(
          "Statements inside: %d that read, %d that write.".formatted(seen.reads(), seen.writes()));
    }
    if (seen.waited() > WORTH_TELLING * seen.total()) {
      evidence.add(
          String.format(
              Locale.ROOT,
              "%.0f %% of its time it waited behind another thread that connected or fetched.",
              100.0 * seen.waited() / seen.total()));
    }
    if (seen.repeats() > 0 && seen.differences() == 0) {
      evidence.add("Equal arguments gave equal results, %d times.".formatted(seen.repeats()));
    }
    return evidence;
  }

  private static String words(Choke choke) {
    return switch (choke) {
      case FETCH -> "HTTP requests inside";
      case VERIFY -> "Signatures verified inside";
      case MAC -> "Authentication codes computed inside";
      case HASH -> "Passwords hashed inside";
      case CONNECT -> "Connections opened inside";
      case STATEMENT -> "Statements run inside";
    };
  }

  private static List<String> risks(Layer layer, MethodFigures seen) {
    List<String> risks = new ArrayList<>();
    switch (layer) {
      case JWKS ->
          risks.add(
              "A key that the issuer withdraws is believed until the kept key set is renewed.");
      case JWT ->
          risks.add(
              "Whole results may be kept only if nothing but the token and the settings decides;"
                  + " tier signature needs no such promise.");
      case SESSION -> {
        risks.add("A user who is changed elsewhere is seen late, by the TTL at most.");
        if (seen.repeats() == 0) {
          risks.add("Whether equal arguments give equal results was not seen.");
        }
      }
      case DB -> risks.add("What a session keeps, such as settings or locks, is reset in between.");
      case AUTH -> risks.add("What it does besides, such as noting a visit, would be left out.");
      case CRYPTO, OTHER -> risks.add("Its answers are never kept.");
    }
    if (seen.differences() > 0) {
      risks.add("Equal arguments gave different results: keep nothing of it.");
    }
    return risks;
  }
}
