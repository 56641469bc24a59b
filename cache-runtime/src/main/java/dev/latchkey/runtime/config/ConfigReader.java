package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ValueTypes.Length;
import dev.latchkey.runtime.config.ValueTypes.Percentage;
import dev.latchkey.runtime.config.ValueTypes.WholeNumber;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a configuration file. Everything that is wrong is found in one go, each with its place;
 * nothing is thrown and nothing is corrected. Stateless, fit for the agent's start: it loads
 * neither logging nor the file-system classes of NIO.
 */
public final class ConfigReader {
  private static final String DEFAULT_TOKEN_FILE = "${HOME}/.latchkey/token";
  private static final String DEFAULT_HISTORY_DIR = "${HOME}/.latchkey/history";

  private final Environment environment;
  private final Reading reading;

  private ConfigReader(String fileName, Map<String, String> variables) {
    this.environment = new Environment(Map.copyOf(variables));
    this.reading = new Reading(fileName, environment);
  }

  /**
   * Returns the configuration that a text holds, or what is wrong with it. An empty text is the
   * defaults; one of more than 1 MiB is a problem.
   *
   * @param fileName what problems call the text
   * @param variables what {@code ${NAME}} in a value stands for; {@code HOME} falls back to the
   *     system property {@code user.home}
   */
  public static ConfigResult read(String yamlText, String fileName, Map<String, String> variables) {
    return new ConfigReader(fileName, variables).read(yamlText);
  }

  /**
   * Returns the configuration that a file holds, or what is wrong with it: UTF-8, at most 1 MiB.
   *
   * @param variables as for {@link #read}
   */
  public static ConfigResult readFile(File file, Map<String, String> variables) {
    var reader = new ConfigReader(file.getPath(), variables);
    return ConfigFile.read(file, reader.reading).map(reader::read).orElseGet(reader::refusal);
  }

  /**
   * Returns the configuration that comes, or what is wrong with it: UTF-8, at most 1 MiB.
   *
   * @param name stands for the file in what is said of it
   * @param variables as for {@link #read}
   * @throws IOException when nothing can be read
   */
  public static ConfigResult readStream(InputStream in, String name, Map<String, String> variables)
      throws IOException {
    var reader = new ConfigReader(name, variables);
    return ConfigFile.read(in, reader.reading).map(reader::read).orElseGet(reader::refusal);
  }

  /**
   * Returns the target that a text holds, or what is wrong with it. The text is one item of {@code
   * targets}, in YAML or in the JSON that means the same; it takes nothing from the environment.
   *
   * @param stalenessAccepted whether the configuration in force has {@code
   *     phases.session.accept-staleness}
   */
  public static TargetResult readTarget(String text, boolean stalenessAccepted) {
    return new ConfigReader("target", Map.of()).target(text, stalenessAccepted);
  }

  /** Returns every key that the reader asks for when it reads a text; [] stands for a list. */
  static Set<String> knownKeys(String yamlText) {
    var reader = new ConfigReader("", Map.of());
    reader.read(yamlText);
    return reader.reading.knownKeys();
  }

  /** Writes down what the reader asks for when it reads a text, whatever is wrong with that. */
  static void tour(String yamlText, KeyNotes notes) {
    var reader = new ConfigReader("", Map.of());
    reader.reading.noteIn(notes);
    reader.read(yamlText);
    reader.reading.noteRequired();
  }

  /** Returns what stands in the places of secrets in a text. */
  static List<Node> secrets(String yamlText, Map<String, String> variables) {
    var reader = new ConfigReader("", variables);
    reader.read(yamlText);
    return reader.reading.secrets();
  }

  private ConfigResult read(String text) {
    if (text.length() > ConfigOnDisk.MOST_BYTES) {
      ConfigFile.reportTooLarge(reading);
      return refusal();
    }
    Optional<Node> root;
    try {
      root = YamlTree.compose(text);
    } catch (RuntimeException e) {
      SyntaxProblems.report(e, text, reading);
      return refusal();
    }
    LatchkeyConfig config = config(reading.root(root));
    reading.reportUnknownKeys();
    return reading.faults() == 0 ? new ConfigResult(Optional.of(config), List.of()) : refusal();
  }

  private TargetResult target(String text, boolean stalenessAccepted) {
    Optional<TargetConfig> target = Optional.empty();
    try {
      Section section = reading.root(YamlTree.compose(text));
      target = TargetReader.read(section, stalenessAccepted);
      reading.reportUnknownKeys();
    } catch (RuntimeException e) {
      SyntaxProblems.report(e, text, reading);
    }
    return reading.faults() == 0
        ? new TargetResult(target, List.of())
        : new TargetResult(Optional.empty(), reading.problems());
  }

  private ConfigResult refusal() {
    return new ConfigResult(Optional.empty(), reading.problems());
  }

  /** Reads the sections in the order of the documentation, but the phases before the targets. */
  private LatchkeyConfig config(Section root) {
    AdminConfig admin = AdminReader.read(root, file(DEFAULT_TOKEN_FILE));
    PresetsConfig presets = presets(root);
    PhasesConfig phases = PhasesReader.read(root.section("phases"));
    boolean accepted = phases.session().mayLiveLong();
    Set<String> targetNames = new HashSet<>();
    List<TargetOverride> overrides = new ArrayList<>();
    List<TargetConfig> targets =
        root.sections(
            "targets",
            section -> {
              if (TargetReader.isOverride(section)) {
                unique(
                        section,
                        TargetReader.readOverride(section),
                        TargetOverride::name,
                        targetNames)
                    .ifPresent(overrides::add);
                return Optional.empty();
              }
              return unique(
                  section, TargetReader.read(section, accepted), TargetConfig::name, targetNames);
            });
    root.setting("targets", String.valueOf(targets.size() + overrides.size()));
    GuardConfig guard = guard(root.section("guard"));
    HistoryConfig history = history(root.section("history"));
    Set<String> alertNames = new HashSet<>();
    List<AlertConfig> alerts =
        root.sections(
            "alerts",
            section -> unique(section, AlertReader.read(section), AlertConfig::name, alertNames));
    root.setting("alerts", String.valueOf(alerts.size()));
    ExportConfig export = ExportReader.read(root.section("export"));
    return new LatchkeyConfig(
        admin,
        presets,
        targets,
        overrides,
        phases,
        guard,
        history,
        alerts,
        export,
        AlertReader.notifications(root.section("notifications")),
        reading.settings());
  }

  private File file(String defaultPath) {
    try {
      return new File(environment.expand(defaultPath));
    } catch (BadValueException e) {
      // HOME is unset and so is user.home: the working directory is all that is left.
      return new File(defaultPath.substring("${HOME}/".length()));
    }
  }

  private static PresetsConfig presets(Section root) {
    PresetsConfig presets = PresetsConfig.AUTO;
    if (root.isList("presets")) {
      List<String> names = root.list("presets", ValueTypes.NAME, List.of());
      presets = new PresetsConfig(false, names);
      if (names.contains("auto") || names.contains("none")) {
        root.problem(
            ProblemKind.CONFLICT,
            "presets",
            "presets has auto or none in a list; write presets: auto, presets: none or a list of"
                + " presets");
      }
    } else {
      presets = root.optional("presets", new PresetsWord()).orElse(presets);
    }
    root.setting("presets", presets.toString());
    return presets;
  }

  /** The value of {@code presets} when it is not a list. */
  private record PresetsWord() implements ValueType<PresetsConfig> {
    @Override
    public PresetsConfig parse(String text) throws BadValueException {
      return switch (text) {
        case "auto" -> PresetsConfig.AUTO;
        case "none" -> PresetsConfig.NONE;
        default -> throw malformed();
      };
    }

    @Override
    public String expected() {
      return "auto, none or a list such as [nimbus-jose-jwt, spring-security]";
    }
  }

  private static GuardConfig guard(Section section) {
    GuardConfig fallback = GuardConfig.DEFAULT;
    double maxRegression =
        section.value("max-regression", new Percentage(1, 100), fallback.maxRegressionRatio());
    List<Integer> steps =
        section.list("steps", new WholeNumber(1, PhaseConfig.MAX_PERCENT), fallback.steps());
    section.setting("steps", steps.toString());
    var minStep =
        section.value(
            "min-step", new Length(GuardConfig.MIN_STEP, GuardConfig.MAX_STEP), fallback.minStep());
    int minSamples =
        section.value(
            "min-samples",
            new WholeNumber(GuardConfig.FEWEST_SAMPLES, GuardConfig.MOST_SAMPLES),
            fallback.minSamples());
    double holdBack =
        section.value(
            "hold-back", new Percentage(0, GuardConfig.MAX_HOLD_BACK), fallback.holdBackRatio());
    double verifyHits =
        section.value("verify-hits", new Percentage(0, 100), fallback.verifyHitsRatio());
    String gate = section.value("gate", ValueTypes.GATE, fallback.gate());
    var coolDown =
        section.value(
            "cool-down",
            new Length(GuardConfig.MIN_STEP, GuardConfig.MAX_STEP),
            fallback.coolDown());
    if (section.sound() && !GuardConfig.rising(steps)) {
      section.problem(
          ProblemKind.CONFLICT,
          "steps",
          section.pathOf("steps") + " is " + steps + ", expected rising numbers, at least one");
    }
    return section.sound()
        ? new GuardConfig(
            maxRegression, steps, minStep, minSamples, holdBack, verifyHits, gate, coolDown)
        : fallback;
  }

  private HistoryConfig history(Section section) {
    return new HistoryConfig(
        section.value("dir", ValueTypes.FILE, file(DEFAULT_HISTORY_DIR)),
        section.value(
            "retain",
            new Length(HistoryConfig.MIN_RETAIN, HistoryConfig.MAX_RETAIN),
            HistoryConfig.DEFAULT_RETAIN));
  }

  /** Reports an item whose name another one had before it. */
  private static <T> Optional<T> unique(
      Section section, Optional<T> item, Function<T, String> nameOf, Set<String> names) {
    Optional<String> taken = item.map(nameOf).filter(name -> !names.add(name));
    taken.ifPresent(
        name ->
            section.problem(
                ProblemKind.DUPLICATE_NAME,
                "name",
                section.pathOf("name")
                    + " is "
                    + name
                    + ", which another item has; "
                    + ProblemKind.DUPLICATE_NAME.remedy()));
    return item;
  }
}
