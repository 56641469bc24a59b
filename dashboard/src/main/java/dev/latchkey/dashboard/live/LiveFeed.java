package dev.latchkey.dashboard.live;

import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import io.undertow.server.HttpHandler;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Pushes ticks, events and changed resources to the connected dashboards, 16 at most. Thread-safe;
 * what tells it of news never waits for a client.
 */
public final class LiveFeed implements AutoCloseable {
  /** The sub-protocol that names the version of the messages. */
  public static final String PROTOCOL = "latchkey.v1";

  static final int MAX_CLIENTS = 16;
  private static final int MAX_FRAME = 4096;
  private static final String SITE = "live-feed";
  private static final int TICK = 1;
  private static final int PHASE = 2;
  private static final int EVENT = 4;

  private final LiveSource source;
  private final PhaseSwitches phases;
  private final AgentErrors errors;
  private final AtomicInteger count;
  private final List<Connected> clients = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Prepares a feed; {@link #start()} begins to listen.
   *
   * @param count set to how many dashboards are connected
   */
  public LiveFeed(
      LiveSource source, PhaseSwitches phases, AgentErrors errors, AtomicInteger count) {
    this.count = count;
    this.source = source;
    this.phases = phases;
    this.errors = errors;
  }

  /** Begins to listen for news; to be called once. */
  public void start() {
    source.series().onTick(tick -> signal(TICK));
    source.events().onEvent(event -> signal(EVENT));
    phases.onChange(state -> signal(PHASE));
  }

  /** Returns whether one more dashboard may connect. */
  public boolean hasRoom() {
    return clients.size() < MAX_CLIENTS && !closed;
  }

  /**
   * Returns the handler that turns one request into a connection.
   *
   * @param allowed whether the client's credentials still hold; asked once a second
   */
  public HttpHandler handshake(Position position, BooleanSupplier allowed) {
    WebSocketConnectionCallback callback =
        (exchange, channel) -> connect(channel, position, allowed);
    return new WebSocketProtocolHandshakeHandler(
        Set.of(new Hybi13Handshake(Set.of(PROTOCOL), false)), callback);
  }

  private void connect(WebSocketChannel channel, Position position, BooleanSupplier allowed) {
    var wire = new SocketWire(channel);
    if (!hasRoom()) {
      wire.close(Wire.TRY_AGAIN_LATER, "16 dashboards are connected");
      return;
    }
    var connected = new Connected(channel, new LiveClient(source, wire, allowed, position));
    clients.add(connected);
    count.set(clients.size());
    channel.addCloseTask(gone -> remove(connected));
    channel.getReceiveSetter().set(new Listener(connected.client));
    channel.resumeReceives();
    channel.getIoThread().execute(connected.client::start);
  }

  private void remove(Connected connected) {
    clients.remove(connected);
    count.set(clients.size());
  }

  private void signal(int news) {
    for (var client : clients) {
      client.signal(news);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (var connected : clients) {
      new SocketWire(connected.channel).drop();
    }
  }

  /** Collects news for a client until its thread looks at them. Thread-safe. */
  private final class Connected {
    private final WebSocketChannel channel;
    private final LiveClient client;
    private final AtomicInteger news = new AtomicInteger();

    Connected(WebSocketChannel channel, LiveClient client) {
      this.channel = channel;
      this.client = client;
    }

    /** However often it is called, at most one task waits for the client's thread. */
    void signal(int what) {
      if (news.getAndUpdate(known -> known | what) == 0) {
        channel.getIoThread().execute(this::tell);
      }
    }

    private void tell() {
      int what = news.getAndSet(0);
      try {
        if ((what & EVENT) != 0) {
          client.eventAdded();
        }
        if ((what & PHASE) != 0) {
          client.phaseChanged();
        }
        if ((what & TICK) != 0) {
          client.tick();
        }
      } catch (Throwable failure) {
        errors.count(AgentErrors.Border.BACKGROUND, SITE, failure);
        new SocketWire(channel).drop();
      }
    }
  }

  private static final class Listener extends AbstractReceiveListener {
    private final LiveClient client;

    Listener(LiveClient client) {
      this.client = client;
    }

    @Override
    protected long getMaxTextBufferSize() {
      return MAX_FRAME;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return 1;
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      client.received(message.getData());
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      message.getData().free();
      client.pong();
    }
  }
}
