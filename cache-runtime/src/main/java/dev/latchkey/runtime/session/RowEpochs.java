package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.SqlRow;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of a table for those who read one row of it (safety rule SES-13): one for each row and
 * one for the writes of which it is not known what rows they touch. An answer depends on its row's
 * and on the latter. Rows share a bounded number of epochs, by the number of the value that they
 * are known by: where two share one, an answer too many falls. Thread-safe.
 *
 * <p>A row's epoch is made by whoever needs it first, a writer too: what is locked before anybody
 * reads it must be locked for those who do.
 */
final class RowEpochs {
  /** Rows that share no epoch, at most; all epochs of a table take less than 400 kB. */
  private static final int PLACES = 1 << 12;

  private final Form form;
  private final long[] exceptColumns;
  private final Epoch unknownRows;
  private final AtomicReferenceArray<Epoch> places = new AtomicReferenceArray<>(PLACES);
  private final Supplier<Epoch> made;

  /**
   * Of what kind the values are that rows are asked for by; 0 before the first. Databases compare a
   * value of one kind with a column of another by rules of their own: {@code 0} equals most texts
   * for some, those of UUIDs among them.
   */
  private final AtomicInteger kind;

  /** Makes epochs by {@code made}. */
  RowEpochs(Form form, Supplier<Epoch> made) {
    this.form = form;
    exceptColumns = form.except().stream().mapToLong(Long::longValue).toArray();
    this.made = made;
    kind = new AtomicInteger(form.text() ? Names.TEXT : 0);
    unknownRows = made.get();
  }

  /**
   * What a row is known by.
   *
   * @param schema the number of the schema's name that the operator gave; 0 without one
   * @param column the number of the column's name
   * @param text whether it is a text; if not, a whole number or a UUID
   * @param except sorted numbers of the columns that no answer is made of
   */
  record Form(long schema, long column, boolean text, List<Long> except) {
    Form {
      except = List.copyOf(except);
    }

    private boolean isTold(@Nullable SqlRow row) {
      // A table of another schema has its rows to itself, but may have the same name.
      return row != null && row.column() == column && (row.schema() == 0 || row.schema() == schema);
    }
  }

  boolean has(Form wanted) {
    return form.equals(wanted);
  }

  /** Returns what changes with each write of which the rows are not known. */
  Epoch unknownRows() {
    return unknownRows;
  }

  /**
   * Returns the epoch of the rows that are known by one of these values; null when it cannot be
   * compared safely.
   *
   * @param value which one, from 0
   */
  @Nullable Epoch row(Names names, int value) {
    int of = names.kind(value);
    if (of == 0 || (of == Names.TEXT) != form.text()) {
      return null;
    }
    return kind.compareAndSet(0, of) || kind.get() == of ? row(names.number(value)) : null;
  }

  private Epoch row(int number) {
    int place = number & (PLACES - 1);
    Epoch known = places.get(place);
    if (known == null) {
      known = made.get();
      Epoch first = places.compareAndExchange(place, null, known);
      known = first == null ? known : first;
    }
    return known;
  }

  /**
   * Returns the epoch that a statement changes; null when it changes nothing that an answer is made
   * of.
   *
   * @param value by what the statement names its rows; null when nobody knows it
   */
  @Nullable Epoch changedBy(SqlTables statement, @Nullable Names value) {
    if (!changesWith(statement.assigned())) {
      return null;
    }
    SqlRow row = statement.row();
    return value != null && form.isTold(row) && value.kind(0) == kind.get()
        ? row(value.number(0))
        : unknownRows;
  }

  /** Returns whether a write of these columns changes what answers are made of. */
  boolean changesWith(long @Nullable [] assigned) {
    return exceptColumns.length == 0 || Partial.changesWith(exceptColumns, assigned);
  }
}
