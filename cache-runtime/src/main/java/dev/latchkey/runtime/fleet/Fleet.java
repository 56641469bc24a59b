package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.RedisConfig;
import dev.latchkey.runtime.config.Secret;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.guard.SharedPlans;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.redis.KeyRing;
import dev.latchkey.runtime.redis.SecondLevel;
import dev.latchkey.runtime.redis.SecondLevelStats;
import dev.latchkey.runtime.redis.SharedKey;
import dev.latchkey.runtime.redis.SharedLayer;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import dev.latchkey.runtime.session.Change;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.Revocations;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes that share a Redis and a key. Changes of users go out once they hold here, and wait
 * for the server while it is away; when too many wait, everything is said to have changed. How the
 * phases and their plans are goes out each second and at each change. Thread-safe; whatever fails,
 * the process goes on alone.
 *
 * <p>One thread beats and takes what others say of the phases; {@link #close} waits for it, so that
 * what a process switches off as it ends is not told.
 */
public final class Fleet implements AutoCloseable {
  private static final String NAMESPACE = "latchkey";
  private static final String BEAT = "beat";
  private static final int MOST_KEY_FILE_BYTES = 16 * 1024;
  private static final long CLOSE_MILLIS = 5_000;

  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Without a link, from the start: longer than connecting takes. */
  private static final int QUIET_BEATS = 3;

  private final RedisConfig redis;
  private final SessionCache sessions;
  private final Revocations revocations;
  private final Guard guard;
  private final Supplier<Map<String, Double>> hitRatios;
  private final Consumer<Throwable> errors;
  private final Ticker ticker;
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final SharedPhases phases;
  private final Members members;
  private final LinkNews news;
  private final Semaphore wake = new Semaphore(0);
  private final AgentThread thread = AgentThread.of("fleet", this::run);
  private volatile Identity identity = new Identity("", "");
  private volatile @Nullable SecondLevel level;
  private volatile boolean missed;
  private volatile boolean closed;

  /** The thread's own: what it said last, and when. */
  private List<Shared> said = List.of();

  private long beatNanos;
  private boolean wasLinked;
  private int quietBeats;

  /** How others see this process. */
  private record Identity(String name, String version) {}

  /**
   * Makes a fleet of one.
   *
   * @param guard what leads the phases by plans
   * @param hitRatios by layer, for the others to see
   * @param errors hears of failures of ours
   */
  public Fleet(
      RedisConfig redis,
      SessionCache sessions,
      Revocations revocations,
      PhaseSwitches switches,
      Guard guard,
      EventLog events,
      Supplier<Map<String, Double>> hitRatios,
      Consumer<Throwable> errors,
      Ticker ticker) {
    this.redis = redis;
    this.sessions = sessions;
    this.revocations = revocations;
    this.guard = guard;
    this.hitRatios = hitRatios;
    this.errors = errors;
    this.ticker = ticker;
    beatNanos = ticker.nanos() - BEAT_NANOS;
    phases = new SharedPhases(switches, id);
    members = new Members(ticker);
    news = new LinkNews(events);
    sessions.shared().tell(this::tell);
    revocations.tell(this::tell);
    sessions.share(new UsersInRedis(() -> closed ? null : level));
    switches.onChange(state -> wake.release());
  }

  /** Hands the first loss of the link to {@code warning}, in words for an operator. */
  public void onTrouble(Consumer<String> warning) {
    news.onTrouble(warning);
  }

  /**
   * Says how others see this process.
   *
   * @param name host and port of its dashboard
   */
  public void named(String name, String version) {
    identity = new Identity(name, version);
    wake.release();
  }

  /** Begins to connect, in the background. */
  public void start() {
    thread.start();
  }

  private void run() {
    try (SecondLevel opened = open()) {
      level = opened;
      opened.start();
      if (missed) {
        send(opened, Change.EVERYTHING);
      }
      while (!closed) {
        attempt(opened);
        if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (IOException | IllegalArgumentException wrong) {
      news.alone("Redis is not used: " + reason(wrong));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** The message of a file that cannot be read is its path; a key's is never in one. */
  private static String reason(Exception wrong) {
    return wrong instanceof IOException
        ? "the key file cannot be read"
        : String.valueOf(wrong.getMessage());
  }

  private SecondLevel open() throws IOException {
    KeyRing keys;
    try (InputStream in = new FileInputStream(redis.keyFile())) {
      byte[] text = in.readNBytes(MOST_KEY_FILE_BYTES);
      keys = KeyRing.parse(new Secret(new String(text, StandardCharsets.UTF_8)));
    }
    return new SecondLevel(
        redis.uri(),
        keys,
        NAMESPACE,
        new Listening(sessions.shared(), revocations, news, wake::release, this::received),
        ticker,
        errors);
  }

  private void attempt(SecondLevel to) {
    try {
      List<Members.Member> others = members.list();
      guard.judgedBy(others.size() + 1);
      for (Members.Member each : others) {
        guard.follow(each.beat().shared(), each.beat().name(), phases);
      }
      // What others say wakes this thread too: it is answered by a beat only if it changes
      // anything.
      boolean linked = to.stats().linked();
      if (linked != wasLinked
          || !phases.states().equals(said)
          || ticker.nanos() - beatNanos >= BEAT_NANOS) {
        beat(to, linked);
      }
      wasLinked = linked;
    } catch (Throwable failure) {
      errors.accept(failure);
    }
  }

  private void beat(SecondLevel to, boolean linked) {
    beatNanos = ticker.nanos();
    if (sessions.shared().missesWrites()) {
      send(to, Change.EVERYTHING);
    }
    if (linked) {
      Beat now = own(guard.said(phases));
      said = now.phases();
      to.bus().send(BEAT, now.write());
    } else if (++quietBeats > QUIET_BEATS) {
      news.alone();
    }
  }

  private Beat own(SharedPlans shared) {
    Identity seen = identity;
    String name = seen.name.isEmpty() ? id : seen.name;
    return new Beat(
        id,
        name,
        seen.version,
        shared.phases(),
        shared.rollbacks(),
        shared.plans(),
        hitRatios.get());
  }

  private void received(String topic, byte[] message) {
    if (topic.equals(BEAT)) {
      Beat.read(message).ifPresent(this::heard);
    }
  }

  private void heard(Beat beat) {
    members.heard(beat);
    if (!beat.phases().equals(phases.states())) {
      wake.release();
    }
  }

  /** Something changed here. One that comes before the server is known is made up for. */
  private void tell(Change change) {
    SecondLevel to = level;
    if (closed) {
      return;
    }
    if (to != null) {
      send(to, change);
      return;
    }
    missed = true;
    SecondLevel opened = level;
    if (opened != null) {
      send(opened, Change.EVERYTHING);
    }
  }

  /** Tokens were taken back here. Before the first connection there is nobody to tell. */
  private void tell(Revocations.Told told) {
    SecondLevel to = level;
    if (to != null && !closed) {
      byte[] message = TokenCode.write(told);
      to.invalidate(new SharedKey(SharedLayer.SESSION, message), message);
    }
  }

  private static void send(SecondLevel to, Change change) {
    to.invalidate(ChangeCode.key(change), ChangeCode.write(change));
  }

  /** Drops what the processes share of users, for all of them; an end of this one drops nothing. */
  public void flush() {
    SecondLevel to = level;
    if (to != null && !closed) {
      to.flush();
    }
  }

  /** Returns what happened to what is in Redis; empty before it is there. */
  public Optional<SecondLevelStats> stats() {
    return Optional.ofNullable(level).map(SecondLevel::stats);
  }

  /** Returns this process and the others. */
  public FleetView view() {
    Optional<SecondLevelStats> known = stats();
    // What others are shown of plans stands in their own rollouts: this waits for no turn.
    Beat own = own(new SharedPlans(phases.states(), Map.of(), ""));
    return FleetView.of(
        known.map(SecondLevelStats::linked).orElse(false),
        known.map(SecondLevelStats::faults).orElse(0L),
        own,
        members.list());
  }

  /** Ends the background work and closes what is connected; nothing is told any more. */
  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
