package dev.latchkey.runtime.config;

import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the section {@code admin}. Stateless. */
final class AdminReader {
  private static final ValueTypes.Word<AdminRole> ROLE =
      new ValueTypes.Word<>(List.of(AdminRole.values()));

  /** Names that stand in the audit for something else. */
  private static final Set<String> TAKEN =
      Set.of("api", "dashboard", "auto", "config", "fleet", "nobody");

  private AdminReader() {}

  /**
   * Reads the section, or the word {@code off} in its place.
   *
   * @param tokenFile where the token stands when the file does not say
   */
  static AdminConfig read(Section root, File tokenFile) {
    if (root.isWord("admin", "off")) {
      root.setting("admin", "off");
      return new AdminConfig(AdminConfig.DEFAULT_HOST, OptionalInt.empty(), tokenFile);
    }
    Section section = root.section("admin");
    String host = section.value("host", ValueTypes.HOST, AdminConfig.DEFAULT_HOST);
    OptionalInt port =
        section.value("port", ValueTypes.PORT, OptionalInt.of(AdminConfig.DEFAULT_PORT));
    File file = section.value("token-file", ValueTypes.FILE, tokenFile);
    List<NamedToken> tokens = tokens(section);
    boolean readOnly = section.value("read-only", ValueTypes.BOOLEAN, false);
    var admin = new AdminConfig(host, port, file, tokens, readOnly, tls(section));
    if (admin.enabled() && !admin.loopback() && !section.has("token-file")) {
      section.problem(
          ProblemKind.OPEN_DASHBOARD,
          "host",
          section.pathOf("host")
              + " is "
              + host
              + ", other machines could reach the dashboard; "
              + ProblemKind.OPEN_DASHBOARD.remedy());
    }
    return admin;
  }

  private static List<NamedToken> tokens(Section section) {
    Set<String> names = new HashSet<>(TAKEN);
    List<NamedToken> tokens = new ArrayList<>();
    for (NamedToken token : section.sections("tokens", AdminReader::token)) {
      if (names.add(token.name())) {
        tokens.add(token);
      } else {
        section.problem(
            ProblemKind.DUPLICATE_NAME,
            "tokens",
            section.pathOf("tokens")
                + " has the name "
                + token.name()
                + ", which is taken; "
                + ProblemKind.DUPLICATE_NAME.remedy());
      }
    }
    section.setting("tokens", String.valueOf(tokens.size()));
    return tokens;
  }

  private static Optional<NamedToken> token(Section item) {
    Optional<String> name = item.required("name", ValueTypes.NAME);
    Optional<AdminRole> role = item.required("role", ROLE);
    Optional<File> file = item.optional("file", ValueTypes.FILE);
    Optional<Secret> sha256 = item.optional("sha256", ValueTypes.SHA256);
    boolean one = item.has("file") != item.has("sha256");
    if (!one) {
      item.problem(
          ProblemKind.CONFLICT,
          "file",
          item.pathOf("file")
              + " or "
              + item.pathOf("sha256")
              + " is needed, and only one of them");
    }
    return one && item.sound() && name.isPresent() && role.isPresent()
        ? Optional.of(new NamedToken(name.get(), role.get(), file, sha256))
        : Optional.empty();
  }

  private static Optional<AdminTls> tls(Section admin) {
    Section section = admin.section("tls");
    Optional<File> certificate = section.optional("certificate", ValueTypes.FILE);
    Optional<File> key = section.optional("key", ValueTypes.FILE);
    Optional<File> store = section.optional("key-store", ValueTypes.FILE);
    Optional<File> passwordFile = section.optional("password-file", ValueTypes.FILE);
    boolean pem = certificate.isPresent() && key.isPresent();
    boolean pkcs12 = store.isPresent() && passwordFile.isPresent();
    if (section.keys().isEmpty() || !section.sound()) {
      return Optional.empty();
    }
    if (pem == pkcs12 || section.keys().size() > 2) {
      admin.problem(
          ProblemKind.CONFLICT,
          "tls",
          admin.pathOf("tls")
              + " needs certificate and key (PEM), or key-store and password-file (PKCS#12), and"
              + " nothing else");
      return Optional.empty();
    }
    certificate
        .or(() -> store)
        .ifPresent(file -> section.setting(pem ? "certificate" : "key-store", file.getPath()));
    key.or(() -> passwordFile)
        .ifPresent(file -> section.setting(pem ? "key" : "password-file", file.getPath()));
    return Optional.of(new AdminTls(certificate.or(() -> store).orElseThrow(), key, passwordFile));
  }
}
