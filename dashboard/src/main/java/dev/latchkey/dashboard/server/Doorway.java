package dev.latchkey.dashboard.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Holds a bounded number of connections, so that the application keeps its file descriptors. For
 * one more the one goes that has been quiet longest: whoever opens many and says nothing keeps
 * nobody out. Live feeds stay; of them there is a bound elsewhere. Thread-safe.
 */
final class Doorway implements ChannelListener<StreamConnection> {
  private final int most;
  private final ChannelListener<StreamConnection> inside;

  @GuardedBy("this")
  private final Map<SocketAddress, StreamConnection> quietestFirst =
      new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("this")
  private final Map<SocketAddress, StreamConnection> feeds = new LinkedHashMap<>();

  /**
   * Leads connections on.
   *
   * @param most how many may be open beside the live feeds
   */
  Doorway(int most, ChannelListener<StreamConnection> inside) {
    this.most = most;
    this.inside = inside;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    try {
      makeRoom(connection);
      inside.handleEvent(connection);
    } catch (Throwable failure) {
      // For want of memory, say. Nobody else has it: it would stay open, and its caller would wait.
      IoUtils.safeClose(connection);
      throw failure;
    }
  }

  private synchronized void makeRoom(StreamConnection added) {
    quietestFirst.values().removeIf(each -> !each.isOpen());
    feeds.values().removeIf(each -> !each.isOpen());
    Iterator<StreamConnection> quietest = quietestFirst.values().iterator();
    while (quietestFirst.size() >= most) {
      IoUtils.safeClose(quietest.next());
      quietest.remove();
    }
    quietestFirst.put(added.getPeerAddress(), added);
  }

  /** Returns a handler that notes who speaks. */
  HttpHandler noting(HttpHandler handler) {
    return exchange -> {
      SocketAddress peer = exchange.getConnection().getPeerAddress();
      heard(peer);
      handler.handleRequest(exchange);
      upgraded(exchange, peer);
    };
  }

  private synchronized void heard(SocketAddress peer) {
    quietestFirst.get(peer);
  }

  private synchronized void upgraded(HttpServerExchange exchange, SocketAddress peer) {
    StreamConnection connection = exchange.isUpgrade() ? quietestFirst.remove(peer) : null;
    if (connection != null) {
      feeds.put(peer, connection);
    }
  }
}
