package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.report.Report.Defect;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what an application or its libraries do that nobody wants, agent or not, as far as the
 * targets show it (safety rule F-6). Immutable.
 */
final class Defects {
  private static final String TARGETS = "/api/v1/targets";
  private static final long FEWEST = 20;

  /** From this share of the authentications on something is done for each of them. */
  private static final double OFTEN = 0.5;

  /** A provider that is asked once for so many validations is kept by somebody in between. */
  private static final long KEPT = 10;

  private final Measurements seen;

  Defects(Measurements seen) {
    this.seen = seen;
  }

  List<Defect> found() {
    List<Defect> found = new ArrayList<>();
    fetchPerRequest().ifPresent(found::add);
    unpooled().ifPresent(found::add);
    keysForHours().ifPresent(found::add);
    keysForEver().ifPresent(found::add);
    return found;
  }

  private Optional<Defect> fetchPerRequest() {
    long fetches = most(each -> each.info().layer() == Layer.JWKS && fetches(each));
    long validations = most(each -> each.info().layer() == Layer.JWT);
    if (validations < FEWEST || fetches < OFTEN * validations) {
      return Optional.empty();
    }
    return Optional.of(
        new Defect(
            "The key set is fetched for each request",
            evidence("%d fetches for %d validations", fetches, validations),
            "Build the verifier or its key source once: its own cache ends with it. Phase jwks serves"
                + " it until then.",
            TARGETS));
  }

  /** A target that is named in the file fetches by its role; a preset's says so by its name. */
  private static boolean fetches(TargetSnapshot target) {
    return !target.info().source().startsWith("preset:") || target.info().name().contains("fetch");
  }

  private Optional<Defect> unpooled() {
    if (!seen.knowOperations() || seen.connectionsEach() < OFTEN) {
      return Optional.empty();
    }
    return Optional.of(
        new Defect(
            "Connections are opened for each authentication",
            evidence(
                "%d connections for %d authentications in %s",
                seen.summary().connectionsOpened(),
                seen.summary().auth().count(),
                seen.period().words()),
            "Use a DataSource that pools. Phase pool hands connections on until then.",
            seen.period().measurement()));
  }

  private Optional<Defect> keysForHours() {
    long gets = most(each -> each.info().name().equals("jwks-rsa-get"));
    long validations = most(each -> each.info().source().equals("preset:auth0-java-jwt"));
    if (gets == 0 || validations < FEWEST || validations < KEPT * gets) {
      return Optional.empty();
    }
    return Optional.of(
        new Defect(
            "jwks-rsa keeps a key for hours",
            evidence("its provider was asked %d times for %d validations", gets, validations),
            "A key that was removed is accepted until then: its cache keeps one for 10 hours unless"
                + " JwkProviderBuilder.cached says otherwise.",
            TARGETS));
  }

  private Optional<Defect> keysForEver() {
    long calls = most(each -> each.info().name().equals("spring-keys-reactive"));
    if (calls == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Defect(
            "Spring's reactive decoder never forgets a key set",
            evidence("%d calls of its key source", calls),
            "A key that was removed is accepted until a token names a key that the set lacks. Build"
                + " the decoder anew on a schedule, or restart after a key was withdrawn.",
            TARGETS));
  }

  /** Targets of one layer may be nested, so the largest counts and not the sum. */
  private long most(Predicate<TargetSnapshot> wanted) {
    return seen.targets().stream().filter(wanted).mapToLong(TargetSnapshot::calls).max().orElse(0);
  }

  private static String evidence(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }
}
