package dev.latchkey.runtime.pool.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings with a prefix, such as {@code app.tenant}, that code inside a PostgreSQL database
 * may set. The server does not list those that a session has, and asking for a name costs next to
 * nothing: so the names are found in the sources, once for each connection. Immutable.
 */
final class CustomSettings {
  /** Objects of the users' own have higher numbers than the system's. */
  private static final String OWN = "oid >= 16384";

  /** 12 and 13 are the languages of compiled code, whose settings are known to the server. */
  private static final String SOURCES =
      "SELECT prosrc || coalesce(' SET ' || array_to_string(proconfig, ' SET '), '')"
          + " FROM pg_catalog.pg_proc WHERE "
          + OWN
          + " AND prolang NOT IN (12, 13) AND (prosrc ~*"
          + " 'set_config|\\mset\\s+(session\\s+|local\\s+)?([^[:space:]=;,()]+\\.|[''%\"])' OR"
          + " proconfig::text LIKE '%.%=%')";

  /** Number 2078 is set_config, in the stored form of rules, defaults and policies. */
  private static final String STORED_CALLS =
      " UNION ALL SELECT 'set_config(unnamed)' FROM pg_catalog.pg_rewrite WHERE "
          + OWN
          + " AND ev_action::text LIKE '%:funcid 2078 %'"
          + " UNION ALL SELECT 'set_config(unnamed)' FROM pg_catalog.pg_attrdef WHERE "
          + OWN
          + " AND adbin::text LIKE '%:funcid 2078 %'"
          + " UNION ALL SELECT 'set_config(unnamed)' FROM pg_catalog.pg_policy WHERE "
          + OWN
          + " AND (polqual::text LIKE '%:funcid 2078 %'"
          + " OR polwithcheck::text LIKE '%:funcid 2078 %')";

  /** The body of a function in standard SQL is stored in that form too, from version 14 on. */
  private static final String STORED_BODIES =
      " UNION ALL SELECT 'set_config(unnamed)' FROM pg_catalog.pg_proc WHERE "
          + OWN
          + " AND prosqlbody::text LIKE '%:funcid 2078 %'";

  private static final int FIRST_VERSION_WITH_BODIES = 14;
  private static final Pattern CALL = Pattern.compile("(?i)set_config");
  private static final Pattern NAMED_CALL =
      Pattern.compile("(?i)set_config\\s*\\(\\s*'([a-z_][\\w$]*(?:\\.[a-z_][\\w$]*)*)'\\s*,");

  /** SET with a name that has a dot; in an UPDATE the dot comes after an equals sign. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?i)\\bset\\s+(?:session\\s+|local\\s+)?([^\\s'\"%=;,().]+(?:\\.[^\\s'\"%=;,().]+)+)");

  /** SET with a name that is quoted or put together. */
  private static final Pattern MADE_UP =
      Pattern.compile(
          "(?i)\\bset\\s+(?:session\\s+|local\\s+)?"
              + "(?:['%]|[^\\s'\"%=;,()]*\"[^\"]*\"\\s*\\.|\"[^\"]*\\.|[^\\s'\"%=;,()]+\\.\\s*\")");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][\\w$.]*");
  private static final int MOST = 50;

  private final Set<String> names;
  private final boolean unknown;

  private CustomSettings(Set<String> names, boolean unknown) {
    this.names = Set.copyOf(names);
    this.unknown = unknown || names.size() > MOST;
  }

  /** Returns a query for one column, the sources in a database of some version. */
  static String sources(int version) {
    return SOURCES + STORED_CALLS + (version >= FIRST_VERSION_WITH_BODIES ? STORED_BODIES : "");
  }

  static CustomSettings of(List<String> sources) {
    Set<String> names = new TreeSet<>();
    boolean unknown = false;
    for (String source : sources) {
      unknown |= !collect(source, names);
    }
    return new CustomSettings(names, unknown);
  }

  /** Returns whether every name that a source may set could be told. */
  private static boolean collect(String source, Set<String> names) {
    Matcher named = NAMED_CALL.matcher(source);
    long calls = CALL.matcher(source).results().count();
    while (named.find()) {
      calls--;
      add(named.group(1), names);
    }
    boolean plain = true;
    for (Matcher set = COMMAND.matcher(source); set.find(); ) {
      plain &= PLAIN.matcher(set.group(1)).matches();
      add(set.group(1), names);
    }
    return calls == 0 && plain && !MADE_UP.matcher(source).find();
  }

  private static void add(String name, Set<String> names) {
    if (name.indexOf('.') > 0) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Tells whether some of them have names that cannot be read from the sources. */
  boolean areUnknown() {
    return unknown;
  }

  /** Appends a column that is true when the session has one of them; nothing if there are none. */
  void appendCheck(StringBuilder text) {
    if (names.isEmpty()) {
      return;
    }
    text.append(", EXISTS (SELECT 1 FROM pg_catalog.unnest(ARRAY['")
        .append(String.join("','", names))
        .append("']) name WHERE pg_catalog.current_setting(name, true) = '')");
  }
}
