package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ExportConfig.Otlp;
import dev.latchkey.runtime.config.ValueTypes.Length;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads where measurements go. Stateless. */
final class ExportReader {
  private ExportReader() {}

  static ExportConfig read(Section export) {
    Section otlp = export.section("otlp");
    Duration threshold =
        export
            .section("jfr")
            .value(
                "threshold",
                new Length(Duration.ZERO, ExportConfig.MAX_JFR_THRESHOLD),
                ExportConfig.DEFAULT_JFR_THRESHOLD);
    return new ExportConfig(
        export.has("otlp") ? otlp(otlp) : Optional.empty(),
        threshold,
        clients(export.section("server-timing")));
  }

  private static List<AddressRange> clients(Section section) {
    List<AddressRange> clients = section.list("clients", ValueTypes.ADDRESS_RANGE, List.of());
    if (clients.size() > ExportConfig.MAX_TIMING_CLIENTS) {
      section.problem(
          ProblemKind.OUT_OF_RANGE,
          "clients",
          section.pathOf("clients")
              + " has "
              + clients.size()
              + " items, allowed are "
              + ExportConfig.MAX_TIMING_CLIENTS
              + "; "
              + ProblemKind.OUT_OF_RANGE.remedy());
    }
    section.setting(
        "clients",
        clients.isEmpty()
            ? "none"
            : clients.stream().map(AddressRange::toString).collect(Collectors.joining(", ")));
    return clients;
  }

  private static Optional<Otlp> otlp(Section section) {
    Optional<URI> endpoint = section.required("endpoint", ValueTypes.HTTP_ADDRESS);
    Duration interval =
        section.value(
            "interval", new Length(Otlp.MIN_INTERVAL, Otlp.MAX_INTERVAL), Otlp.DEFAULT_INTERVAL);
    Optional<File> headers = section.optional("headers-file", ValueTypes.FILE);
    if (headers.isPresent() && endpoint.filter(ExportReader::isInTheClear).isPresent()) {
      section.problem(
          ProblemKind.CONFLICT,
          "headers-file",
          section.pathOf("headers-file")
              + " would be sent in the clear to another machine; give "
              + section.pathOf("endpoint")
              + " as https, or drop headers-file");
    }
    endpoint.ifPresent(at -> section.setting("endpoint", at.toString()));
    headers.ifPresent(file -> section.setting("headers-file", file.getPath()));
    return section.sound() ? endpoint.map(at -> new Otlp(at, interval, headers)) : Optional.empty();
  }

  private static boolean isInTheClear(URI endpoint) {
    return endpoint.getScheme().equals("http") && !AdminConfig.isLoopback(endpoint.getHost());
  }
}
