package dev.latchkey.runtime.feed;

/** Hears what a {@link ChangeFeed} knows. Called on the feed's thread. */
public interface FeedListener {
  /** A transaction that changed rows of this table was committed. */
  void changed(FeedTable table);

  /** What writes change besides their tables; before the feed begins, and when it has changed. */
  default void indirect(IndirectWrites writes) {}

  /**
   * From now on every change is told. What was read before may have changed unseen: nothing of it
   * may be served.
   */
  void resumed();

  /** Changes may go unseen from now on, or already have. */
  void interrupted();
}
