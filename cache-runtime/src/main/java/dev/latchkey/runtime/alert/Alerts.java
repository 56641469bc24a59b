package dev.latchkey.runtime.alert;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.AlertConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Judges rules each ten seconds and tells when one begins or ends to fire: as an event, in the log
 * and to a webhook. Thread-safe; nothing here waits for whoever is told. How alerts stand outlives
 * a restart.
 */
public final class Alerts implements AutoCloseable {
  /** The longest that an alert can be silenced for. */
  public static final Duration LONGEST_SILENCE = Duration.ofDays(7);

  private static final String KEPT = "alerts";
  private static final int EVERY_SECONDS = 10;
  private static final List<Alert.State> RANK =
      List.of(
          Alert.State.FIRING,
          Alert.State.ACKNOWLEDGED,
          Alert.State.PENDING,
          Alert.State.SILENCED,
          Alert.State.RESOLVED,
          Alert.State.OK);

  private final History history;
  private final EventLog events;
  private final Ticker ticker;
  private final Webhook webhook;
  private final List<EventRule> builtIn = EventRule.builtIn();
  private volatile Consumer<String> log = unused -> {};

  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Track> tracks = new LinkedHashMap<>();

  @GuardedBy("lock")
  private List<Rule> rules;

  // Confined to the ticking thread.
  private final List<Span> seconds = new ArrayList<>();

  /**
   * Judges nothing before {@link #start}.
   *
   * @param application what messages call the application
   */
  public Alerts(
      LatchkeyConfig config, History history, EventLog events, String application, Ticker ticker) {
    this.history = history;
    this.events = events;
    this.ticker = ticker;
    webhook = new Webhook(config.notifications(), application, ticker, this::undelivered);
    rules = rules(config.alerts());
    events.onEvent(event -> builtIn.forEach(rule -> rule.happened(event)));
  }

  private List<Rule> rules(List<AlertConfig> configured) {
    List<Rule> made = new ArrayList<>();
    for (AlertConfig each : configured) {
      made.add(each.when().isBurn() ? new BurnRule(each, history) : new ThresholdRule(each));
    }
    Set<String> names = new HashSet<>(configured.stream().map(AlertConfig::name).toList());
    builtIn.stream().filter(rule -> !names.contains(rule.id())).forEach(made::add);
    return List.copyOf(made);
  }

  /** Takes up how alerts stood, and begins to tell; not before main began. */
  public void start() {
    Optional<byte[]> kept = history.kept(KEPT);
    synchronized (lock) {
      kept.map(AlertJson::read).ifPresent(tracks::putAll);
      forgetOthers();
    }
    webhook.start();
  }

  /** Takes other rules; those whose names stay go on as they stand. */
  public void configure(LatchkeyConfig config) {
    webhook.configure(config.notifications());
    synchronized (lock) {
      rules = rules(config.alerts());
      forgetOthers();
    }
  }

  @GuardedBy("lock")
  private void forgetOthers() {
    tracks.keySet().retainAll(rules.stream().map(Rule::id).toList());
  }

  /** Has {@code listener} told, in a sentence, of each alert that begins or ends to fire. */
  public void onNews(Consumer<String> listener) {
    log = listener;
  }

  /** Takes in one second; to be called by the ticking thread. */
  public void second(long epochSecond, Span span) {
    seconds.add(span);
    if (epochSecond % EVERY_SECONDS == EVERY_SECONDS - 1 || seconds.size() >= EVERY_SECONDS) {
      Span sum = Span.sum(List.copyOf(seconds));
      seconds.clear();
      judge(sum);
    }
  }

  private void judge(Span tenSeconds) {
    Instant now = ticker.now();
    List<Rule> judged;
    synchronized (lock) {
      judged = rules;
    }
    List<Alert> news = new ArrayList<>();
    boolean changed = false;
    for (Rule rule : judged) {
      Rule.Finding finding = rule.judge(tenSeconds, now);
      synchronized (lock) {
        Track track = track(rule, now);
        Alert.State before = track.state;
        if (track.judged(rule, finding, now)) {
          news.add(track.view(rule, now));
        }
        changed |= before != track.state;
      }
    }
    news.forEach(this::tell);
    if (changed || !news.isEmpty()) {
      history.keep(KEPT, stand());
    }
  }

  @GuardedBy("lock")
  private Track track(Rule rule, Instant now) {
    return tracks.computeIfAbsent(rule.id(), unused -> new Track(now));
  }

  private void tell(Alert alert) {
    boolean fires = alert.state() == Alert.State.FIRING;
    String text = "Alert " + alert.id() + (fires ? " fires: " : " is over: ") + alert.sentence();
    events.add(
        fires ? "alert.firing" : "alert.resolved",
        fires ? Severity.WARN : Severity.INFO,
        "auto",
        text);
    log.accept("alert=" + alert.id() + " severity=" + alert.severity().id() + " " + text);
    webhook.send(alert);
  }

  private void undelivered(String why) {
    events.add("alert.undelivered", Severity.WARN, "auto", why);
    log.accept(why);
  }

  private byte[] stand() {
    synchronized (lock) {
      return AlertJson.kept(tracks);
    }
  }

  /** Returns how all rules stand, those that fire first. */
  public List<Alert> alerts() {
    Instant now = ticker.now();
    List<Alert> all = new ArrayList<>();
    synchronized (lock) {
      for (Rule rule : rules) {
        all.add(track(rule, now).view(rule, now));
      }
    }
    all.sort(Comparator.comparingInt(alert -> RANK.indexOf(alert.state())));
    return List.copyOf(all);
  }

  /** Returns how one rule stands. */
  public Optional<Alert> alert(String id) {
    return alerts().stream().filter(alert -> alert.id().equals(id)).findFirst();
  }

  /**
   * Notes that somebody has seen that an alert fires.
   *
   * @return false when it does not fire
   */
  public boolean acknowledge(String id, String actor, String reason) {
    Instant now = ticker.now();
    synchronized (lock) {
      Optional<Rule> rule = rule(id);
      if (rule.isEmpty() || !track(rule.get(), now).acknowledge(actor, now)) {
        return false;
      }
    }
    done("alert.acknowledged", actor, "Alert " + id + " was acknowledged", reason);
    return true;
  }

  /**
   * Has nobody told of an alert until then.
   *
   * @param time up to {@link #LONGEST_SILENCE}; zero ends a silence
   * @return false when there is no such alert
   */
  public boolean silence(String id, Duration time, String actor, String reason) {
    Instant now = ticker.now();
    Instant until = now.plus(Objects.requireNonNull(time));
    synchronized (lock) {
      Optional<Rule> rule = rule(id);
      if (rule.isEmpty()) {
        return false;
      }
      track(rule.get(), now).silencedUntil = time.isZero() ? null : until;
    }
    String what =
        time.isZero()
            ? "Alert " + id + " is silent no more"
            : "Alert " + id + " is silent until " + until;
    done(time.isZero() ? "alert.unsilenced" : "alert.silenced", actor, what, reason);
    return true;
  }

  @GuardedBy("lock")
  private Optional<Rule> rule(String id) {
    return rules.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  private void done(String kind, String actor, String what, String reason) {
    String why = reason.isEmpty() ? "." : ": " + reason;
    events.add(kind, Severity.INFO, actor, what + why);
    history.keepNow(KEPT, stand());
  }

  /** Returns how messages to the webhook fare. */
  public Delivery delivery() {
    return webhook.delivery();
  }

  @Override
  public void close() {
    webhook.close();
  }
}
