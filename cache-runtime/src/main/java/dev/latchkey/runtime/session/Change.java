package dev.latchkey.runtime.session;

import java.util.List;

/**
 * Something that made answers fall in this process, in a form that other processes understand:
 * numbers in place of what people wrote. Immutable; equal when they mean the same.
 */
public sealed interface Change {
  /** What cannot be told more closely. */
  Change EVERYTHING = new Everything();

  /** All answers. */
  record Everything() implements Change {}

  /**
   * A table was written.
   *
   * @param name the number of its name, as {@link dev.latchkey.runtime.jdbc.SqlTables} has it
   */
  record Table(long name) implements Change {}

  /**
   * A method changed whom the lookups of a target find.
   *
   * @param names the numbers of the names, in the order of the lookup's; empty for everybody
   */
  record Users(String target, List<Integer> names) implements Change {
    /** Copies the list. */
    public Users {
      names = List.copyOf(names);
    }
  }

  /**
   * An operator dropped what is kept of one subject.
   *
   * @param name its number
   */
  record Subject(int name) implements Change {}
}
