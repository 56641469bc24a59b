package dev.latchkey.dashboard.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.audit.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One connected dashboard. Confined to the feed's thread.
 *
 * <p>At most one frame is under way. What comes up meanwhile is only noted: which resources are out
 * of date, which tick and which event were sent last. So a client that reads slowly, or not at all,
 * costs this JVM one frame and nothing more, however long it lasts.
 *
 * <pre>
 *   idle --next frame--> sending --sent--> idle
 *   sending --10 s--> closed      idle, sending --failed, rule broken, no pong--> closed
 * </pre>
 */
final class LiveClient {
  /** More missed ticks than this and the client is better served by reading the history. */
  static final int MAX_TICKS = 60;

  static final long WRITE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  static final long PONG_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final int MAX_MESSAGES_PER_SECOND = 20;
  private static final int PING_EVERY_TICKS = 20;

  private final LiveSource source;
  private final Wire wire;
  private final BooleanSupplier allowed;
  private final Deque<String> first = new ArrayDeque<>();
  private final Set<LiveResource> outOfDate = new LinkedHashSet<>();

  private long sentSeq;
  private long sentEventId;
  private boolean wantsTicks = true;
  private boolean sending;
  private boolean closed;
  private long sendingSinceNanos;
  private long heardAtNanos;
  private long ticksSeen;
  private long messagesSinceNanos;
  private int messages;

  /**
   * Prepares a client; {@link #start()} sends the first frame.
   *
   * @param allowed whether the client's credentials still hold
   */
  LiveClient(LiveSource source, Wire wire, BooleanSupplier allowed, Position position) {
    this.source = source;
    this.wire = wire;
    this.allowed = allowed;
    long now = source.ticker().nanos();
    heardAtNanos = now;
    messagesSinceNanos = now;
    long last = source.series().lastSeq();
    long missed = last - position.seq();
    boolean sameStart = position.epoch().equals(source.series().epoch());
    boolean resumed = sameStart && missed >= 0 && missed <= MAX_TICKS;
    sentSeq = resumed ? position.seq() : last;
    // Events are numbered anew with every start of the agent, as ticks are.
    sentEventId = sameStart ? position.eventId().orElseGet(this::lastEventId) : lastEventId();
    first.add(Messages.hello(source.series(), source.info(), sentSeq, resumed));
    outOfDate.addAll(source.resources());
  }

  private long lastEventId() {
    var events = source.events().after(0);
    return events.isEmpty() ? 0 : events.get(events.size() - 1).id();
  }

  void start() {
    pump();
  }

  /** A second went by. */
  void tick() {
    ticksSeen++;
    if (!allowed.getAsBoolean()) {
      close(Wire.UNAUTHENTICATED, "the session ended");
      return;
    }
    long now = source.ticker().nanos();
    if (now - heardAtNanos > PONG_TIMEOUT_NANOS
        || (sending && now - sendingSinceNanos > WRITE_TIMEOUT_NANOS)) {
      // A goodbye would wait behind the frame that does not leave.
      drop();
      return;
    }
    if (ticksSeen % PING_EVERY_TICKS == 0 && !sending && !closed) {
      wire.ping();
    }
    if (wantsTicks) {
      for (var resource : source.resources()) {
        if (resource.everyTicks() > 0 && ticksSeen % resource.everyTicks() == 0) {
          outOfDate.add(resource);
        }
      }
    }
    pump();
  }

  /** A phase changed. */
  void phaseChanged() {
    for (var resource : source.resources()) {
      if (resource.onPhaseChange()) {
        outOfDate.add(resource);
      }
    }
    pump();
  }

  /** An event was added. */
  void eventAdded() {
    pump();
  }

  /** The client answered a ping. */
  void pong() {
    heardAtNanos = source.ticker().nanos();
  }

  /** The client sent a text frame. */
  void received(String text) {
    long now = source.ticker().nanos();
    heardAtNanos = now;
    if (now - messagesSinceNanos >= TimeUnit.SECONDS.toNanos(1)) {
      messagesSinceNanos = now;
      messages = 0;
    }
    if (++messages > MAX_MESSAGES_PER_SECOND) {
      close(Wire.POLICY_VIOLATION, "more than 20 messages a second");
      return;
    }
    var topics = topics(text);
    if (topics.isEmpty()) {
      close(Wire.POLICY_VIOLATION, "expected {\"type\":\"subscribe\",\"topics\":[...]}");
      return;
    }
    boolean wanted = wantsTicks;
    wantsTicks = topics.get().contains("core");
    if (wantsTicks && !wanted) {
      outOfDate.addAll(source.resources());
      pump();
    }
  }

  private static Optional<Set<String>> topics(String text) {
    try {
      JsonNode message = Json.read(text.getBytes(StandardCharsets.UTF_8));
      if (!message.path("type").asText().equals("subscribe") || !message.path("topics").isArray()) {
        return Optional.empty();
      }
      var topics = new LinkedHashSet<String>();
      message.path("topics").forEach(topic -> topics.add(topic.asText()));
      return Optional.of(topics);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close(int code, String reason) {
    if (!closed) {
      closed = true;
      wire.close(code, reason);
    }
  }

  private void drop() {
    if (!closed) {
      closed = true;
      wire.drop();
    }
  }

  /** Sends the next frame if none is under way; a sent frame sends the next one. */
  private void pump() {
    if (closed || sending) {
      return;
    }
    var frame = next();
    if (frame.isPresent()) {
      sending = true;
      sendingSinceNanos = source.ticker().nanos();
      wire.send(frame.get(), this::sent, this::drop);
    }
  }

  private void sent() {
    sending = false;
    pump();
  }

  private Optional<String> next() {
    if (!first.isEmpty()) {
      return Optional.of(first.remove());
    }
    var events = source.events().after(sentEventId);
    if (!events.isEmpty()) {
      Event event = events.get(0);
      sentEventId = event.id();
      return Optional.of(Messages.event(event));
    }
    var resource = outOfDate.iterator();
    if (resource.hasNext()) {
      var next = resource.next();
      resource.remove();
      return Optional.of(Messages.state(next));
    }
    return wantsTicks ? nextTicks() : Optional.empty();
  }

  private Optional<String> nextTicks() {
    var ticks = source.series().after(sentSeq, MAX_TICKS + 1);
    if (ticks.isEmpty()) {
      return Optional.empty();
    }
    boolean gap = ticks.get(0).seq() != sentSeq + 1;
    if (gap || ticks.size() > MAX_TICKS) {
      sentSeq = source.series().lastSeq();
      return Optional.of(Messages.resync("gap"));
    }
    sentSeq = ticks.get(ticks.size() - 1).seq();
    return Optional.of(Messages.ticks(ticks));
  }
}
