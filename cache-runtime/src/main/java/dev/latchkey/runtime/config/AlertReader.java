package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ValueTypes.Word;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what makes itself heard, and who is told. */
final class AlertReader {
  private static final Word<AlertConfig.Severity> SEVERITY =
      new Word<>(List.of(AlertConfig.Severity.values()));

  /** What a number of a series is written with. */
  private static final Map<String, Set<String>> UNITS =
      Map.of(
          "ms", Set.of("ms", "s"),
          "ratio", Set.of("", "%"),
          "per-second", Set.of("/s"),
          "bytes", Set.of(""),
          "count", Set.of(""));

  private AlertReader() {}

  static Optional<AlertConfig> read(Section section) {
    Optional<String> name = section.required("name", ValueTypes.NAME);
    Optional<AlertCondition> when = section.required("when", ValueTypes.CONDITION);
    AlertConfig.Severity severity =
        section.value("severity", SEVERITY, AlertConfig.Severity.WARNING);
    when.ifPresent(condition -> check(section, condition));
    return name.isPresent() && when.isPresent()
        ? Optional.of(new AlertConfig(name.get(), when.get(), severity))
        : Optional.empty();
  }

  private static void check(Section section, AlertCondition when) {
    Optional<SeriesInfo> series =
        SeriesSchema.infos().stream().filter(each -> each.id().equals(when.metric())).findFirst();
    if (series.isEmpty()) {
      section.problem(
          ProblemKind.UNKNOWN_WORD,
          "when",
          section.pathOf("when")
              + " is about "
              + when.metric()
              + ", which is no metric; "
              + nearest(when.metric()));
    } else if (!UNITS.getOrDefault(series.get().unit(), Set.of("")).contains(when.unit())) {
      section.problem(
          ProblemKind.CONFLICT,
          "when",
          section.pathOf("when")
              + " is "
              + when
              + ", "
              + expected(when.metric(), series.get().unit()));
    }
  }

  private static String nearest(String metric) {
    List<String> ids = SeriesSchema.infos().stream().map(SeriesInfo::id).toList();
    return EditDistance.nearest(metric, ids)
        .map(near -> "did you mean " + near + "?")
        .orElse("docs/alerts.md lists them");
  }

  private static String expected(String metric, String unit) {
    String form =
        switch (unit) {
          case "ms" -> "ms or s after the number";
          case "ratio" -> "a number of 0 to 1, or one with % after it";
          case "per-second" -> "/s after the number";
          default -> "a number with nothing after it";
        };
    return metric + " takes " + form;
  }

  static NotifyConfig notifications(Section section) {
    Optional<Secret> webhook = section.optional("webhook", ValueTypes.WEB_ADDRESS);
    Optional<File> secretFile = section.optional("secret-file", ValueTypes.FILE);
    webhook.ifPresent(value -> section.setting("webhook", value.toString()));
    secretFile.ifPresent(value -> section.setting("secret-file", value.toString()));
    return new NotifyConfig(webhook, secretFile);
  }
}
