package dev.latchkey.runtime.session;

import dev.latchkey.runtime.session.SharedAnswers.Found;
import dev.latchkey.runtime.session.SharedAnswers.Question;
import dev.latchkey.runtime.session.ValueCopier.NotKeptException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the lookups of one target share with other processes, and what not. Thread-safe.
 *
 * <p>A process asks the others once it knows from lookups of its own which statements they run, on
 * which database, and what their values consist of. What is found has to pass what an answer of
 * this process has to pass: it depends on the same things, by the sequence as it stood before the
 * others were asked.
 */
final class Sharing {
  private static final int MOST_DEPENDENCIES = 200;

  /** So many questions are enough to compare the medians. */
  private static final int ENOUGH = 1_000;

  private final SessionCache cache;
  private final Dependencies dependencies;
  private final ValueCodec codec;
  private final LookupCounters counters;
  private final Consumer<String> told;
  private volatile String objection;
  private volatile String shape = "";
  private final AtomicInteger asked = new AtomicInteger();

  Sharing(
      SessionCache cache,
      LookupSettings settings,
      Dependencies dependencies,
      ValueCodec codec,
      LookupCounters counters,
      Consumer<String> told) {
    this.cache = cache;
    this.dependencies = dependencies;
    this.codec = codec;
    this.counters = counters;
    this.told = told;
    objection = settings.tables().isEmpty() ? "it does not name its tables by sql-table" : "";
  }

  /** A question to the others and its answer. Immutable. */
  record Asked(Question question, Found found) {}

  /** Returns why its values are not shared: {@code off} without others; empty while they are. */
  String objection() {
    return cache.answers() == null ? "off" : objection;
  }

  /** Shares nothing from now on, and takes back what was shared. */
  void refuse(String reason) {
    if (objection.isEmpty()) {
      objection = reason;
      takeBack();
      if (cache.answers() != null) {
        told.accept("kept in memory only, not in Redis: " + reason);
      }
    }
  }

  /** What was shared of this target falls everywhere. */
  void takeBack() {
    cache.transactions().tellOthers(dependencies.meaning());
  }

  private boolean isOn() {
    return cache.answers() != null && objection.isEmpty();
  }

  /** Asks the others; null when that makes no sense, or nobody can be asked. */
  @Nullable Asked ask(PortableKey key, Names names) {
    SharedAnswers answers = cache.answers();
    if (answers == null || !objection.isEmpty() || !cache.shared().isHeard()) {
      return null;
    }
    Question question = question(key, names);
    if (question == null) {
      return null;
    }
    long begun = cache.ticker().nanos();
    Found found = answers.find(question);
    if (found != null) {
      counters.asking.record(cache.ticker().nanos() - begun);
      judge();
    }
    return found == null ? null : new Asked(question, found);
  }

  /**
   * What others keep has to earn its place (safety rule SES-29). It goes on being asked: it spares
   * the database too, and is there when this process starts.
   */
  private void judge() {
    if (asked.incrementAndGet() == ENOUGH && counters.asking.at(0.5) >= counters.loading.at(0.5)) {
      told.accept("answered no sooner by Redis than by the lookup itself; see docs/fleet.md");
    }
  }

  private @Nullable Question question(PortableKey key, Names names) {
    String classes = shape;
    long place = dependencies.place();
    if (classes.isEmpty() || place == Dependencies.UNKNOWN_PLACE) {
      return null;
    }
    var depended = dependencies.shared(names);
    byte[] digest = key.digest();
    if (digest == null) {
      refuse("its key holds what only this process knows");
      return null;
    }
    if (depended.size() > MOST_DEPENDENCIES) {
      refuse("it runs too many different statements");
      return null;
    }
    byte[] whole =
        ByteBuffer.allocate(Long.BYTES + digest.length).putLong(place).put(digest).array();
    return new Question(whole, depended, classes);
  }

  /**
   * Returns what was found as an entry; null for nothing.
   *
   * @param token where the sequence stood before the others were asked
   * @param ttlNanos how long an answer lives here from when it was read
   */
  @Nullable Entry found(Asked asked, Names names, ValueCopier copier, long token, long ttlNanos) {
    byte[] bytes = asked.found().value();
    Object kept = bytes == null ? null : codec.read(bytes);
    if (kept == null) {
      return null;
    }
    long now = cache.ticker().nanos();
    long lifeNanos = TimeUnit.MILLISECONDS.toNanos(asked.found().lifeMillis());
    long readNanos = now - TimeUnit.MILLISECONDS.toNanos(asked.found().ageMillis());
    Entry entry =
        new Entry(
            kept,
            copier.bytes(kept),
            names,
            token,
            readNanos,
            now,
            Math.min(readNanos + ttlNanos, now + lifeNanos),
            dependencies.ofAny(List.of(), names),
            null);
    return entry.isLocked(now) || !entry.isCurrent() || cache.transactions().isBlind()
        ? null
        : entry;
  }

  /**
   * Takes in an answer that was kept here.
   *
   * @param lifeNanos how long it may still be kept
   */
  void kept(Lookup.Load load, Entry entry, long lifeNanos) {
    if (!isOn()) {
      return;
    }
    try {
      String found = codec.shape(entry.kept);
      if (shape.isEmpty()) {
        shape = found;
      }
      byte[] bytes = codec.write(entry.kept);
      Asked asked = load.asked();
      if (asked != null && found.equals(shape) && isAsAsked(load, asked)) {
        long ageNanos = cache.ticker().nanos() - entry.readNanos;
        asked.found().keep(bytes, Duration.ofNanos(ageNanos), Duration.ofNanos(lifeNanos));
        counters.sharedStores.increment();
      }
    } catch (NotKeptException refused) {
      refuse(refused.reason());
    }
  }

  /**
   * What was read in a transaction that began before the others were asked may be older than what
   * they said has changed, and what answers given inside depend on is not known to others.
   */
  private boolean isAsAsked(Lookup.Load load, Asked asked) {
    Recording recording = load.recording();
    Question now = question(() -> digestOf(asked.question()), load.names());
    return !recording.isOlder()
        && recording.readNanos() - load.beganNanos() >= 0
        && recording.inherited().isEmpty()
        && now != null
        && now.dependsOn().equals(asked.question().dependsOn())
        && Arrays.equals(now.key(), asked.question().key())
        && now.classes().equals(asked.question().classes());
  }

  private static byte[] digestOf(Question question) {
    return Arrays.copyOfRange(question.key(), Long.BYTES, question.key().length);
  }
}
