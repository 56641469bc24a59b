package dev.latchkey.agent.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.Setting;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * What one key of the configuration is for, and what it is in a file. Immutable.
 *
 * @param key with its name as the page has it
 * @param form examples of how its type is written; may be empty
 * @param file what the file is called; empty without one
 * @param setting the value in the file; nothing for sections, items of lists and without a file
 * @param below the keys of a section
 */
record KeyExplanation(
    ConfigKey key, String form, String file, Optional<Setting> setting, List<Line> below) {
  private static final int INDENT = 12;
  private static final int WIDTH = 80;

  /** Copies the list. */
  KeyExplanation {
    below = List.copyOf(below);
  }

  /** A key of a section, and its value if that is known. */
  record Line(ConfigKey key, Optional<Setting> setting) {}

  /** What programs read; what does not apply is null. */
  record View(
      String key,
      String type,
      @JsonProperty("default") @Nullable String fallback,
      @Nullable String allowed,
      @Nullable String takesEffect,
      @Nullable String value,
      @Nullable String source,
      @Nullable Integer line,
      List<String> keys) {}

  /**
   * Explains a key.
   *
   * @param wanted the key as the user writes it
   * @throws CommandException when there is none of that name
   */
  static KeyExplanation of(String wanted, String file, Optional<LatchkeyConfig> config)
      throws CommandException {
    ConfigKeys keys = ConfigKeys.read();
    ConfigKey key = find(wanted, keys);
    List<Setting> settings = config.map(LatchkeyConfig::settings).orElse(List.of());
    List<Line> below =
        keys.below(key).stream().map(each -> new Line(each, setting(each, settings))).toList();
    return new KeyExplanation(key, keys.form(key), file, setting(key, settings), below);
  }

  private static ConfigKey find(String wanted, ConfigKeys keys) throws CommandException {
    Optional<ConfigKey> exact = keys.of(wanted);
    List<ConfigKey> ending = keys.endingIn(wanted);
    if (exact.isPresent() || ending.size() == 1) {
      return exact.orElseGet(() -> ending.get(0));
    }
    String meant =
        ending.isEmpty()
            ? keys.near(wanted)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("docs/configuration.md lists the keys")
            : "there are " + ending.stream().map(ConfigKey::name).collect(Collectors.joining(", "));
    throw new CommandException(
        CommandLine.ExitCode.USAGE,
        "LK-4041",
        "no key is named '" + Text.printable(wanted) + "'; " + meant);
  }

  private static Optional<Setting> setting(ConfigKey key, List<Setting> settings) {
    return settings.stream().filter(each -> each.key().equals(key.name())).findFirst();
  }

  View view() {
    return new View(
        key.name(),
        key.type(),
        orNull(key.fallback()),
        orNull(key.allowed()),
        isSection() ? null : effect(),
        setting.map(Setting::value).orElse(null),
        setting.map(each -> each.source().id()).orElse(null),
        setting.map(Setting::line).filter(line -> line > 0).orElse(null),
        below.stream().map(each -> each.key().name()).toList());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  void print(PrintWriter out) {
    out.println(key.name());
    line(out, "type", key.type() + (form.isEmpty() ? "" : ", as " + form));
    line(out, "default", key.fallback());
    line(out, "allowed", key.allowed());
    line(out, "value", setting.map(this::value).orElse(""));
    if (!isSection()) {
      line(out, "changed", "takes effect " + effect());
    }
    if (isSection()) {
      out.println();
      below.forEach(each -> print(each, out));
    }
  }

  private boolean isSection() {
    return !below.isEmpty();
  }

  /** The file may have it from a variable; what holds is shown. */
  private String value(Setting there) {
    return there.value()
        + (there.source() == Setting.Source.FILE
            ? ", by " + file + ":" + there.line()
            : ", by default: " + file + " says nothing of it");
  }

  private String effect() {
    int item = key.name().indexOf("[]");
    return EffectiveConfig.isAtOnce(item < 0 ? key.name() : key.name().substring(0, item))
        ? "while the application runs, once the file is read again"
        : "when the application starts again";
  }

  private void print(Line line, PrintWriter out) {
    String value =
        line.setting()
            .map(Setting::value)
            .orElseGet(() -> line.key().fallback().isEmpty() ? "" : line.key().fallback());
    out.printf("  %-42s %-14s %s%n", line.key().name(), line.key().type(), value);
  }

  private static void line(PrintWriter out, String what, String text) {
    if (!text.isEmpty()) {
      out.println(
          "  " + what + " ".repeat(INDENT - what.length()) + Wrapped.text(text, INDENT + 2, WIDTH));
    }
  }
}
