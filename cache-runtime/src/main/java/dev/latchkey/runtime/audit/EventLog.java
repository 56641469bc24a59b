package dev.latchkey.runtime.audit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.time.Ticker;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps the latest events, oldest dropped first. Thread-safe; listeners run on the thread that
 * adds, with no lock held.
 */
public final class EventLog {
  private final int capacity;
  private final Ticker ticker;
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  @GuardedBy("events")
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  /** Kinds are constants of ours, so that these are few. */
  @GuardedBy("events")
  private final Map<String, Instant> latest = new HashMap<>();

  @GuardedBy("events")
  private long lastId;

  /**
   * Makes an empty log.
   *
   * @param capacity events kept, at least 1
   */
  public EventLog(int capacity, Ticker ticker) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", allowed is 1 or more");
    }
    this.capacity = capacity;
    this.ticker = ticker;
  }

  /**
   * Adds an event and tells the listeners.
   *
   * @param text one sentence for people, without secrets or personal data
   * @return the event with its id and time
   */
  @CanIgnoreReturnValue
  public Event add(String kind, Severity severity, String actor, String text) {
    var event = append(kind, severity, actor, text);
    for (var listener : listeners) {
      listener.accept(event);
    }
    return event;
  }

  private Event append(String kind, Severity severity, String actor, String text) {
    synchronized (events) {
      var event = new Event(++lastId, ticker.now(), kind, severity, actor, text);
      if (events.size() == capacity) {
        events.removeFirst();
      }
      events.addLast(event);
      latest.put(kind, event.at());
      return event;
    }
  }

  /** Returns the events kept whose id is above {@code id}, oldest first; 0 for all. */
  public List<Event> after(long id) {
    synchronized (events) {
      return events.stream().filter(event -> event.id() > id).toList();
    }
  }

  /** Returns when the latest event of a kind was added, whether it is still kept or not. */
  public Optional<Instant> latest(String kind) {
    synchronized (events) {
      return Optional.ofNullable(latest.get(kind));
    }
  }

  /**
   * Tells {@code listener} of every later event. Threads that add at the same time may tell it in
   * another order than that of the ids.
   */
  public void onEvent(Consumer<Event> listener) {
    listeners.add(listener);
  }
}
