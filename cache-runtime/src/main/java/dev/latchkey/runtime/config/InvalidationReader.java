package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.KeyPath.Root;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the items of {@code invalidated-by}. Confined to the reading of one target. */
final class InvalidationReader {
  private static final String COLUMN = "row-column";
  private static final String KEY = "row-key";
  private static final String TEXT = "row-text";

  private final Role role;
  private final List<KeyPath> key;
  private final Optional<Integer> arguments;
  private final Set<String> tables = new HashSet<>();
  private final Set<String> rowTables = new HashSet<>();

  /**
   * @param key the target's own
   */
  InvalidationReader(Role role, List<KeyPath> key, Optional<MethodPattern> method) {
    this.role = role;
    this.key = key;
    arguments = method.flatMap(MethodPattern::parameterTypes).map(List::size);
  }

  Optional<Invalidation> read(Section item) {
    return item.has("sql-table") ? table(item) : method(item);
  }

  private static Optional<Invalidation> method(Section item) {
    item.list("except-columns", ValueTypes.COLUMN, List.of());
    item.optional("may-skip", ValueTypes.BOOLEAN);
    item.optional(COLUMN, ValueTypes.COLUMN);
    item.optional(KEY, ValueTypes.INPUT_PATH);
    item.optional(TEXT, ValueTypes.BOOLEAN);
    for (String each : List.of(COLUMN, KEY, TEXT)) {
      if (item.has(each)) {
        conflict(item, each, "only goes with sql-table");
      }
    }
    Optional<String> className = item.required("class", ValueTypes.CLASS_NAME);
    Optional<MethodPattern> method = item.required("method", ValueTypes.METHOD);
    List<KeyPath> key = item.list("key", ValueTypes.ANY_PATH, List.of());
    return className.isPresent() && method.isPresent()
        ? Optional.of(new Invalidation.ByMethod(className.get(), method.get(), key))
        : Optional.empty();
  }

  private Optional<Invalidation> table(Section item) {
    List<String> except = item.list("except-columns", ValueTypes.COLUMN, List.of());
    boolean maySkip = item.value("may-skip", ValueTypes.BOOLEAN, false);
    Optional<String> table = item.required("sql-table", ValueTypes.TABLE);
    Optional<TableRow> row = row(item, except);
    table.ifPresent(known -> checkTwice(item, known));
    if (maySkip && except.isEmpty()) {
      conflict(
          item,
          "may-skip",
          "stands without except-columns; name the columns that may stay as they are");
    }
    if (item.has("class") || item.has("method")) {
      conflict(item, "sql-table", "stands beside a class or method; make two items of them");
    }
    item.optional("class", ValueTypes.CLASS_NAME);
    item.optional("method", ValueTypes.METHOD);
    item.list("key", ValueTypes.ANY_PATH, List.of());
    return table.map(name -> new Invalidation.BySqlTable(name, except, maySkip, row));
  }

  private Optional<TableRow> row(Section item, List<String> except) {
    Optional<String> column = item.optional(COLUMN, ValueTypes.COLUMN);
    Optional<KeyPath> path = item.optional(KEY, ValueTypes.INPUT_PATH);
    boolean text = item.value(TEXT, ValueTypes.BOOLEAN, false);
    if (!item.has(COLUMN)) {
      for (String each : List.of(KEY, TEXT)) {
        if (item.has(each)) {
          conflict(
              item, each, "stands without row-column; name the column that tells the rows apart");
        }
      }
      return Optional.empty();
    }
    if (role != Role.LOOKUP) {
      conflict(item, COLUMN, "only goes with role lookup");
      return Optional.empty();
    }
    if (column.isPresent() && except.stream().anyMatch(column.get()::equalsIgnoreCase)) {
      conflict(item, COLUMN, "is among except-columns; answers depend on it, so take it out there");
    }
    path.ifPresentOrElse(known -> checkKey(item, known), () -> checkOnly(item));
    return column.map(known -> new TableRow(known, path, text));
  }

  private void checkKey(Section item, KeyPath path) {
    if (!key.isEmpty()) {
      if (!key.contains(path)) {
        conflict(item, KEY, "is " + path + ", which is none of key " + key + "; name one of them");
      }
    } else if (path.root() != Root.ARGUMENT || !path.steps().isEmpty()) {
      conflict(
          item,
          KEY,
          "is " + path + ", and the target has no key; name an argument, or set key as well");
    } else if (arguments.isPresent() && path.argument() >= arguments.get()) {
      conflict(
          item,
          KEY,
          "is "
              + path
              + ", and the method has "
              + arguments.get()
              + (arguments.get() == 1 ? " argument" : " arguments")
              + ", counted from arg0");
    }
  }

  private void checkOnly(Section item) {
    int count = key.isEmpty() ? arguments.orElse(1) : key.size();
    if (count != 1) {
      conflict(
          item,
          COLUMN,
          "stands without row-key, and a lookup has "
              + count
              + " key values; set row-key to the one that the column holds");
    }
  }

  /** Statements know a table by its name alone, so that of two it could be either. */
  private void checkTwice(Section item, String table) {
    String name =
        table
            .substring(table.lastIndexOf('.') + 1)
            .replaceAll("[\"`\\[\\]]", "")
            .toLowerCase(Locale.ROOT);
    boolean twice = !tables.add(name);
    boolean rows = item.has(COLUMN) ? !rowTables.add(name) || twice : rowTables.contains(name);
    if (twice && rows) {
      conflict(
          item,
          "sql-table",
          "is "
              + table
              + ", and another item has a table of that name; with row-column a name may stand"
              + " once");
    }
  }

  private static void conflict(Section item, String key, String text) {
    item.problem(ProblemKind.CONFLICT, key, item.pathOf(key) + " " + text);
  }
}
