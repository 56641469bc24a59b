package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Route;
import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * An open port. Undertow's own builder leads connections straight to its HTTP side; here they pass
 * the {@link Doorway} first. Thread-safe.
 */
final class Listening implements AutoCloseable {
  private static final int BUFFER_SIZE = 8 * 1024;
  private static final int BUFFERS_KEPT = 64;
  private static final int MAX_CONNECTIONS = 128;
  private static final int MAX_HEADER_SIZE = 16 * 1024;
  private static final int MAX_HEADERS = 64;
  private static final int MAX_PARAMETERS = 16;
  private static final int PARSE_TIMEOUT_MILLIS = 10_000;
  private static final int IDLE_TIMEOUT_MILLIS = 90_000;
  private static final OptionMap SOCKET =
      OptionMap.create(Options.TCP_NODELAY, true, Options.REUSE_ADDRESSES, true);
  private static final OptionMap HTTP =
      OptionMap.builder()
          .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
          .set(UndertowOptions.MAX_ENTITY_SIZE, (long) Route.MOST_BYTES)
          .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_SIZE)
          .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
          .set(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
          .set(UndertowOptions.MAX_COOKIES, MAX_PARAMETERS)
          .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_TIMEOUT_MILLIS)
          .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_TIMEOUT_MILLIS)
          .set(UndertowOptions.IDLE_TIMEOUT, IDLE_TIMEOUT_MILLIS)
          .getMap();

  private final AcceptingChannel<? extends StreamConnection> port;
  private final HttpOpenListener http;

  private Listening(AcceptingChannel<? extends StreamConnection> port, HttpOpenListener http) {
    this.port = port;
    this.http = http;
  }

  /**
   * Opens a port.
   *
   * @param tls what to speak TLS with; null for plain HTTP
   * @throws IOException when it cannot be opened, as a {@link java.net.BindException} when it is
   *     taken
   */
  static Listening open(
      XnioWorker worker, String host, int port, @Nullable SSLContext tls, HttpHandler handler)
      throws IOException {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    var http =
        new HttpOpenListener(new DefaultByteBufferPool(false, BUFFER_SIZE, BUFFERS_KEPT, 4), HTTP);
    var doorway = new Doorway(MAX_CONNECTIONS, http);
    http.setRootHandler(doorway.noting(handler));
    var opened =
        tls == null
            ? worker.createStreamConnectionServer(address, accepting(doorway), SOCKET)
            : new UndertowXnioSsl(
                    worker.getXnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, false), tls)
                .createSslConnectionServer(worker, address, accepting(doorway), SOCKET);
    opened.resumeAccepts();
    return new Listening(opened, http);
  }

  private static <C extends StreamConnection> ChannelListener<AcceptingChannel<C>> accepting(
      Doorway doorway) {
    return ChannelListeners.openListenerAdapter(doorway);
  }

  /** Returns the number of the port. */
  int number() {
    return port.getLocalAddress(InetSocketAddress.class).getPort();
  }

  /** Takes no more connections and ends those there are. */
  @Override
  public void close() {
    IoUtils.safeClose(port);
    http.closeConnections();
  }
}
