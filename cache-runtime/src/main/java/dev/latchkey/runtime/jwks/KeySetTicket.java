package dev.latchkey.runtime.jwks;

import dev.latchkey.runtime.store.SingleFlight;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One fetch that has begun; handed back to the cache once, with its outcome. Holds nothing of the
 * application's. Thread-safe: any thread may hand it back.
 */
public final class KeySetTicket {
  /** Null when the source is not kept. */
  private final @Nullable KeySetSource source;

  /** Null when nobody can wait for this fetch. */
  private final SingleFlight.@Nullable Ticket<KeySetDocument> flight;

  private final List<String> kids;
  private final boolean forced;
  private final long generation;
  private final long sequence;
  private final long begunNanos;
  private final AtomicBoolean spent = new AtomicBoolean();

  KeySetTicket(
      @Nullable KeySetSource source,
      SingleFlight.@Nullable Ticket<KeySetDocument> flight,
      Collection<String> kids,
      boolean forced,
      long generation,
      long sequence,
      long begunNanos) {
    this.source = source;
    this.flight = flight;
    this.kids = List.copyOf(kids);
    this.forced = forced;
    this.generation = generation;
    this.sequence = sequence;
    this.begunNanos = begunNanos;
  }

  @Nullable KeySetSource source() {
    return source;
  }

  /** The key ids of the tokens that the fetch is for; empty when unknown. */
  List<String> kids() {
    return kids;
  }

  boolean forced() {
    return forced;
  }

  long generation() {
    return generation;
  }

  /** Orders fetches by their beginning. */
  long sequence() {
    return sequence;
  }

  long begunNanos() {
    return begunNanos;
  }

  /** Returns true to the first who asks. */
  boolean spend() {
    return spent.compareAndSet(false, true);
  }

  void complete(KeySetDocument document) {
    if (flight != null) {
      flight.complete(document);
    }
  }

  void abandon() {
    if (flight != null) {
      flight.abandon();
    }
  }
}
