package dev.latchkey.runtime.config;

import dev.latchkey.runtime.rollout.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out what the configuration file is to become, and writes nothing: a whole other text, or
 * the same text with values that were changed while the application runs. Thread-safe.
 */
public final class ConfigEdits {
  private static final List<String> SWITCHES = List.of("enabled", "shadow", "rollout");
  private static final String RUNTIME = "runtime";
  private static final int SALT_BYTES = 16;
  private static final int VERSION_BYTES = 8;

  private final String fileName;
  private final Map<String, String> variables;
  private final EffectiveConfig effective;

  /** So that nobody can try from a version whether the file holds a certain secret. */
  private final byte[] salt = new byte[SALT_BYTES];

  /**
   * Begins.
   *
   * @param fileName what problems call the file
   * @param variables as for {@link ConfigReader#read}
   */
  public ConfigEdits(String fileName, Map<String, String> variables, EffectiveConfig effective) {
    this.fileName = fileName;
    this.variables = Map.copyOf(variables);
    this.effective = effective;
    new SecureRandom().nextBytes(salt);
  }

  /**
   * One value that the file is to have otherwise.
   *
   * @param before as the file spells it; null where it says nothing
   */
  public record Change(String key, @Nullable String before, String after) {}

  /**
   * One line that becomes another, secrets masked.
   *
   * @param line counted from 1, in the new text
   * @param before null for a new line
   */
  public record Line(int line, @Nullable String before, String after) {}

  /**
   * What the file is to become. Immutable.
   *
   * @param text the whole new text
   * @param config what it says, valid
   * @param settled the phases that are as this text says already, and must not be switched for it
   */
  public record Edit(
      String text,
      LatchkeyConfig config,
      List<Change> changes,
      List<Line> lines,
      Set<Phase> settled) {
    /** Copies the lists. */
    public Edit {
      changes = List.copyOf(changes);
      lines = List.copyOf(lines);
      settled = Set.copyOf(settled);
    }

    /** Returns what the text says, as reading it does. */
    public ConfigResult result() {
      return new ConfigResult(Optional.of(config), List.of());
    }

    /** Returns the text as it stands in the file. */
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Returns what names this content until the agent starts again; tells nothing of it. */
  public String version(byte[] content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      byte[] digest = sha256.digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, VERSION_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Returns what comes of writing another text.
   *
   * @param replacement UTF-8
   * @throws ConfigRefusedException when it is not valid
   */
  public Edit replace(byte[] replacement) throws ConfigRefusedException {
    ConfigResult read = read(replacement);
    if (read.config().isEmpty()) {
      throw ConfigRefusedException.invalid(read.problems());
    }
    String text = new String(replacement, StandardCharsets.UTF_8);
    return new Edit(text, read.config().get(), List.of(), List.of(), Set.of());
  }

  /**
   * Returns the file with the values that these keys have in force. A phase's three switches come
   * together: a file that changes one of them has all of them put in force.
   *
   * @param content what the file holds
   * @throws ConfigRefusedException when a key was not changed at run time, or the file cannot be
   *     edited
   */
  public Edit persist(byte[] content, List<String> keys) throws ConfigRefusedException {
    ConfigResult before = read(content);
    if (before.config().isEmpty()) {
      throw ConfigRefusedException.notPossible(
          "the file is not valid as it stands, so mend it first: " + before.problems().get(0));
    }
    Map<String, Setting> said = new LinkedHashMap<>();
    before.config().get().settings().forEach(setting -> said.put(setting.key(), setting));
    String old = new String(content, StandardCharsets.UTF_8);
    String text = old;
    List<Change> changes = new ArrayList<>();
    Map<String, String> wanted = wanted(keys);
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      Setting was = said.get(each.getKey());
      if (was == null || !was.value().equals(each.getValue())) {
        text = YamlEdit.set(text, each.getKey(), each.getValue());
        changes.add(new Change(each.getKey(), given(was), each.getValue()));
      }
    }
    LatchkeyConfig after = checked(old, text, changes);
    return new Edit(
        text, after, changes, EditedLines.of(masked(old), masked(text)), phases(wanted.keySet()));
  }

  private static @Nullable String given(@Nullable Setting was) {
    return was != null && was.source() == Setting.Source.FILE ? was.value() : null;
  }

  /** Tells whether {@link #persist} may be asked for this setting. */
  public static boolean isPersistable(EffectiveSetting setting) {
    return setting.source().equals(RUNTIME);
  }

  /** Tells whether a key is one of the three that switch a phase. */
  public static boolean isSwitch(String key) {
    return switched(key).isPresent();
  }

  private Map<String, String> wanted(List<String> keys) throws ConfigRefusedException {
    Map<String, EffectiveSetting> settings = new LinkedHashMap<>();
    effective.settings().forEach(setting -> settings.put(setting.key(), setting));
    Map<String, String> wanted = new LinkedHashMap<>();
    for (String key : keys) {
      EffectiveSetting setting = settings.get(key);
      if (setting == null) {
        throw ConfigRefusedException.wrongKey(
            key + " is no key of the configuration; " + hint(key, settings.keySet()));
      }
      if (!isPersistable(setting)) {
        throw ConfigRefusedException.wrongKey(
            key + " was not changed at run time, so that there is nothing to write");
      }
      for (String each : together(key)) {
        EffectiveSetting inForce = settings.get(each);
        if (inForce != null) {
          wanted.put(each, inForce.value());
        }
      }
    }
    return wanted;
  }

  private static String hint(String key, Set<String> known) {
    return EditDistance.nearest(key, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElse("GET /api/v1/config has them all");
  }

  private static List<String> together(String key) {
    Optional<Phase> phase = switched(key);
    return phase
        .map(of -> SWITCHES.stream().map(name -> "phases." + of.id() + "." + name).toList())
        .orElse(List.of(key));
  }

  private static Set<Phase> phases(Set<String> keys) {
    Set<Phase> phases = new LinkedHashSet<>();
    keys.forEach(key -> switched(key).ifPresent(phases::add));
    return phases;
  }

  /** Returns the phase that a key switches. */
  private static Optional<Phase> switched(String key) {
    return Arrays.stream(Phase.values())
        .filter(
            phase ->
                SWITCHES.stream().anyMatch(name -> key.equals("phases." + phase.id() + "." + name)))
        .findFirst();
  }

  /** An edit that changed anything else than it should is not made. */
  private LatchkeyConfig checked(String old, String text, List<Change> changes)
      throws ConfigRefusedException {
    ConfigResult read = read(text.getBytes(StandardCharsets.UTF_8));
    if (read.config().isEmpty()) {
      throw ConfigRefusedException.uneditable(
          "with these values the file would not be valid: " + read.problems().get(0));
    }
    if (!YamlContent.of(text).equals(YamlContent.of(old).with(changes))) {
      throw ConfigRefusedException.uneditable(
          "the form of the file does not let these values be changed by themselves, as with an"
              + " anchor that stands for several places");
    }
    return read.config().get();
  }

  private String masked(String text) {
    return SecretsInText.masked(text, ConfigReader.secrets(text, variables));
  }

  private ConfigResult read(byte[] content) {
    try {
      return ConfigReader.readStream(new ByteArrayInputStream(content), fileName, variables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
