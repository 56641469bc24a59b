package dev.latchkey.runtime.session;

import java.util.List;

/**
 * Something that made answers fall in this process, in a form that other processes understand:
 * numbers in place of what people wrote. Immutable; equal when they mean the same.
 */
public sealed interface Change {
  /** What cannot be told more closely. */
  Change EVERYTHING = new Everything();

  /** Returns the change without what is left as it was: what entries in a shared store go by. */
  Change whole();

  /** All answers. */
  record Everything() implements Change {
    @Override
    public Change whole() {
      return this;
    }
  }

  /**
   * A table was written.
   *
   * @param name the number of its name, as {@link dev.latchkey.runtime.jdbc.SqlTables} has it
   * @param columns those of the columns that an update sets, sorted; empty when others may have
   *     been written too
   */
  record Table(long name, List<Long> columns) implements Change {
    /** Copies the list. */
    public Table {
      columns = List.copyOf(columns);
    }

    /** Any columns were written. */
    public Table(long name) {
      this(name, List.of());
    }

    @Override
    public Change whole() {
      return new Table(name);
    }
  }

  /**
   * A method changed whom the lookups of a target find.
   *
   * @param names the numbers of the names, in the order of the lookup's; empty for everybody
   * @param sure whether lookups are known to have as many; others take it for everybody if not
   */
  record Users(String target, List<Integer> names, boolean sure) implements Change {
    /** Copies the list. */
    public Users {
      names = List.copyOf(names);
    }

    /** Lookups have as many names. */
    public Users(String target, List<Integer> names) {
      this(target, names, true);
    }

    @Override
    public Change whole() {
      return sure ? this : new Users(target, List.of());
    }
  }

  /**
   * An operator dropped what is kept of one subject.
   *
   * @param name its number
   */
  record Subject(int name) implements Change {
    @Override
    public Change whole() {
      return this;
    }
  }
}
