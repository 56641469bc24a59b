package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Where a load goes. Immutable; the name is looked up once, when it is made. */
public final class Peer {
  private final String host;
  private final InetSocketAddress address;
  private final @Nullable SSLContext tls;

  private Peer(String host, InetSocketAddress address, @Nullable SSLContext tls) {
    this.host = host;
    this.address = address;
    this.tls = tls;
  }

  /**
   * Looks the host up.
   *
   * @param tls whom https trusts
   * @throws UnknownHostException when the name means nothing
   */
  public static Peer of(URI target, SSLContext tls) throws UnknownHostException {
    boolean secure = "https".equals(target.getScheme());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
    String host = target.getHost();
    InetAddress found = InetAddress.getByName(host);
    return new Peer(host, new InetSocketAddress(found, port), secure ? tls : null);
  }

  /** Begins to connect. */
  SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      return channel;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  Wire wire(SocketChannel channel) throws IOException {
    if (tls == null) {
      return new PlainWire(channel);
    }
    SSLEngine engine = tls.createSSLEngine(host, address.getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return new TlsWire(channel, engine);
  }

  @Override
  public String toString() {
    return host + ":" + address.getPort();
  }
}
