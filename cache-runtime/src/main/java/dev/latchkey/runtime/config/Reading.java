package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What is gathered while one file is read. Confined to the thread that reads. */
final class Reading {
  private static final int MAX_PROBLEMS = 200;
  private static final int MAX_SHOWN = 60;

  private final String file;
  private final Environment environment;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final Set<String> knownKeys = new LinkedHashSet<>();
  private final Set<Node> secrets = new LinkedHashSet<>();
  private @Nullable KeyNotes notes;
  private int faults;

  Reading(String file, Environment environment) {
    this.file = file;
    this.environment = environment;
  }

  /** Has everything that is asked for written down, whether the file has it or not. */
  void noteIn(KeyNotes into) {
    notes = into;
  }

  @Nullable KeyNotes notes() {
    return notes;
  }

  /** Says what every mapping has to have; to be called when everything has been read. */
  void noteRequired() {
    sections.forEach(Section::noteRequired);
  }

  /** Returns the whole file as a section; an absent or wrong root is an empty one. */
  Section root(Optional<Node> node) {
    return section("", "", node.orElse(null));
  }

  Section section(String path, String knownPath, @Nullable Node node) {
    int faultsBefore = faults;
    boolean given = node != null && isSection(path, node);
    var section = new Section(this, path, knownPath, faultsBefore, given ? node : null);
    sections.add(section);
    return section;
  }

  /** Tells whether a node can stand for a section; another one is reported. */
  private boolean isSection(String path, Node node) {
    if (isEmpty(node) || (node instanceof MappingNode && node.getTag().equals(Tag.MAP))) {
      return true;
    }
    wrongShape(node, path, "a mapping of keys to values");
    return false;
  }

  /** Tells whether a node is what stands behind a key with nothing after it. */
  static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && (scalar.getValue().isEmpty()
            || scalar.getValue().equals("~")
            || scalar.getValue().equals("null"));
  }

  /** Returns the value of a scalar; absent when it is none or does not suit, which is reported. */
  <T> Optional<T> scalar(Node node, String path, ValueType<T> type) {
    if (type.secret()) {
      secrets.add(node);
    }
    if (isEmpty(node)) {
      report(
          ProblemKind.MISSING,
          node,
          path,
          path + " has no value, expected " + type.expected() + "; give it one or drop the key");
      return Optional.empty();
    }
    if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
      wrongShape(node, path, type.expected());
      return Optional.empty();
    }
    String raw = scalar.getValue();
    try {
      return Optional.of(type.parse(environment.expand(raw)));
    } catch (BadValueException e) {
      String shown = type.secret() ? Secret.MASK : shown(raw);
      fault(
          e.kind(),
          node,
          offsetInLine(scalar, e.offset()),
          path,
          path + " is " + shown + ", " + e.complaint());
      return Optional.empty();
    }
  }

  /** Text filled in from the environment, escapes and several lines leave no use for an offset. */
  private static int offsetInLine(ScalarNode scalar, int offset) {
    String raw = scalar.getValue();
    boolean oneLine = raw.indexOf('\n') < 0 && raw.indexOf('\\') < 0;
    if (!oneLine || raw.contains(Environment.OPEN)) {
      return 0;
    }
    return scalar.isPlain() || offset == 0 ? offset : offset + 1;
  }

  void wrongShape(Node node, String path, String expected) {
    String subject = path.isEmpty() ? "the file" : path;
    report(
        ProblemKind.WRONG_FORM,
        node,
        path,
        subject + " is " + shape(node) + ", expected " + expected);
  }

  private static String shape(Node node) {
    String tag = node.getTag().getValue();
    if (!tag.startsWith(Tag.PREFIX)
        || (node instanceof ScalarNode && !node.getTag().equals(Tag.STR))) {
      return "marked with the tag " + shown(tag);
    }
    return switch (node.getNodeType()) {
      case MAPPING -> "a mapping";
      case SEQUENCE -> "a list";
      // Not shown: it may be a secret that stands one level too high.
      case SCALAR -> isEmpty(node) ? "empty" : "a single value";
      case ANCHOR -> "an anchor";
    };
  }

  /** Returns a text of the user's as one short line. */
  static String shown(String text) {
    String cut = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    String line = oneLine(cut);
    return line.isBlank() ? "'" + line + "'" : line;
  }

  private static String oneLine(String text) {
    var line = new StringBuilder();
    text.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
    return line.toString();
  }

  void report(ProblemKind kind, Node node, String path, String text) {
    fault(kind, node, 0, path, text);
  }

  private void fault(ProblemKind kind, Node node, int offset, String path, String text) {
    Optional<Mark> mark = node.getStartMark();
    int line = line(node);
    int column = mark.map(m -> m.getColumn() + 1 + offset).orElse(0);
    fault(kind, line, column, path, text);
  }

  /** Takes a problem in; from the 201st on they are only counted. */
  void fault(ProblemKind kind, int line, int column, String path, String text) {
    faults++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(kind.id(), file, line, column, oneLine(path), oneLine(text)));
    }
  }

  /** Returns how many problems there were up to now. */
  int faults() {
    return faults;
  }

  /** Returns what stands in the places of secrets. */
  List<Node> secrets() {
    return List.copyOf(secrets);
  }

  void know(String key) {
    knownKeys.add(key);
  }

  /** Returns every key that was asked for, with [] for the place in a list. */
  Set<String> knownKeys() {
    return knownKeys;
  }

  void setting(String key, String value, Setting.Source source, int line) {
    settings.add(new Setting(key, value, source, line));
  }

  /** Returns the line that a node begins in, from 1; 0 when there is no node. */
  static int line(@Nullable Node node) {
    return node == null ? 0 : node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  List<Setting> settings() {
    return settings;
  }

  /** Reports the keys that nobody asked for; to be called when everything has been read. */
  void reportUnknownKeys() {
    sections.forEach(Section::reportUnknownKeys);
  }

  /** Returns the sentence's end that names the key which was meant, or those that there are. */
  String suggestion(String prefix, String key, Collection<String> siblings) {
    Optional<String> slip = EditDistance.nearest(key, siblings).map(near -> prefix + near);
    List<String> elsewhere =
        knownKeys.stream().filter(known -> known.endsWith("." + key)).limit(2).toList();
    if (slip.isEmpty() && elsewhere.size() == 1) {
      slip = Optional.of(elsewhere.get(0));
    }
    return slip.map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> "the keys here are " + String.join(", ", siblings));
  }

  /** Returns the problems in the order of the file. */
  List<Problem> problems() {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    if (faults > problems.size()) {
      sorted.add(
          new Problem(
              ProblemKind.TOO_MANY.id(),
              file,
              0,
              0,
              "",
              (faults - problems.size()) + " more problems; " + ProblemKind.TOO_MANY.remedy()));
    }
    return sorted;
  }
}
