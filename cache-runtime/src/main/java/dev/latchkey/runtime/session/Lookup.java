package dev.latchkey.runtime.session;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.SingleFlight.Ticket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One lookup between its begin and its end. Confined to its thread.
 *
 * @see LookupTarget#begin
 */
public final class Lookup {
  /** One that neither reads nor fills the cache. */
  static final Lookup ASIDE = new Lookup(null, null);

  private final @Nullable Entry served;
  private final @Nullable Load load;

  /** The one that was served before it in the same authentication. */
  private @Nullable Lookup earlier;

  private Lookup(@Nullable Entry served, @Nullable Load load) {
    this.served = served;
    this.load = load;
  }

  /**
   * A lookup that the application runs and whose answer may be kept.
   *
   * @param candidate what would have been served; null for nothing
   * @param asked what other processes were asked before the lookup ran; null for nothing
   * @param ticket what tells those who wait for the answer; null when nobody can
   */
  record Load(
      Fingerprint key,
      Names names,
      KeptAnswers.Mark mark,
      long beganNanos,
      Recording recording,
      @Nullable Entry candidate,
      Sharing.@Nullable Asked asked,
      @Nullable Ticket<Entry> ticket) {
    Load about(Names others) {
      return new Load(key, others, mark, beganNanos, recording, candidate, asked, ticket);
    }
  }

  static Lookup hit(Entry entry) {
    return new Lookup(entry, null);
  }

  static Lookup loading(Load load) {
    return new Lookup(null, load);
  }

  /** Returns whether an answer is served. */
  public boolean isServed() {
    return served != null;
  }

  /** Returns whether the application's answer is wanted. */
  public boolean isLoading() {
    return load != null;
  }

  /** Returns whether the application's answer is compared with one that is kept. */
  public boolean isComparing() {
    return load != null && load.candidate != null;
  }

  /** Returns what hears of the statements of the lookup; null unless it is loading. */
  public @Nullable Recording recording() {
    return load == null ? null : load.recording;
  }

  /** Has what is loading live for no longer than this from its reading on. */
  public void bound(Duration longest) {
    if (load != null) {
      load.recording.endsBy(load.recording.readNanos() + longest.toNanos());
    }
  }

  /** Follows another one that was served in the same authentication. */
  public void follows(@Nullable Lookup other) {
    earlier = other;
  }

  @Nullable Lookup earlier() {
    return earlier;
  }

  @Nullable Entry served() {
    return served;
  }

  @Nullable Load load() {
    return load;
  }
}
