package dev.latchkey.runtime.session;

import dev.latchkey.runtime.feed.FeedListener;
import dev.latchkey.runtime.feed.FeedTable;
import dev.latchkey.runtime.feed.IndirectWrites;
import dev.latchkey.runtime.jdbc.SqlTables;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of changes that other processes make (safety rules SES-14 and SES-15). While a feed
 * tells of every change to the tables that a target names, its answers may live long. Begin and end
 * of that are changes of everything: nobody knows what happened before or after. Thread-safe.
 */
public final class OutsideChanges {
  private final Epochs epochs;
  private final Transactions transactions;
  private volatile @Nullable Followed followed;

  OutsideChanges(Epochs epochs, Transactions transactions) {
    this.epochs = epochs;
    this.transactions = transactions;
  }

  /** One feed; another one of the same tables is not equal to it. */
  private static final class Followed {
    final List<FeedTable> tables;
    final Duration bound;

    Followed(List<FeedTable> tables, Duration bound) {
      this.tables = tables;
      this.bound = bound;
    }
  }

  /**
   * Returns what a feed is to tell.
   *
   * @param tables that it follows
   * @param bound how long a change stays unseen at most while it is active
   */
  public FeedListener listener(Collection<FeedTable> tables, Duration bound) {
    Followed active = new Followed(List.copyOf(tables), bound);
    return new FeedListener() {
      @Override
      public void changed(FeedTable table) {
        long name = SqlTables.name(table.name());
        // Others hear it by feeds of their own, but what all share is older.
        transactions.tellOthers(new Change.Table(name));
        epochs.changeFollowed(name);
      }

      @Override
      public void indirect(IndirectWrites writes) {
        epochs.indirect(Indirect.of(writes));
        epochs.everything().change();
      }

      @Override
      public void resumed() {
        followed = active;
        changeAll();
      }

      @Override
      public void interrupted() {
        // In this order: who reads the short life keeps nothing that outlives it.
        if (active.equals(followed)) {
          followed = null; // one that took its place goes on
          epochs.indirect(Indirect.NONE);
        }
        changeAll();
      }
    };
  }

  private void changeAll() {
    transactions.tellOthers(Change.EVERYTHING);
    epochs.everything().change();
  }

  /**
   * Returns how long a change of these tables stays unseen at most, or null when no feed follows
   * all of them.
   *
   * @param tables as the operator named them; without any it is not known what a target reads
   */
  @Nullable Duration bound(List<LookupTable> tables) {
    Followed now = followed;
    return now != null
            && !tables.isEmpty()
            && tables.stream().allMatch(each -> has(now, each.name()))
        ? now.bound
        : null;
  }

  /** A name without a schema is any schema's table: the operator leaves out what is clear. */
  private static boolean has(Followed now, String table) {
    return FeedTable.parse(table)
        .filter(
            wanted ->
                now.tables.stream()
                    .anyMatch(
                        each ->
                            table.contains(".")
                                ? each.equals(wanted)
                                : each.name().equals(wanted.name())))
        .isPresent();
  }
}
