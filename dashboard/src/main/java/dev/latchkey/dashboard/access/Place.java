package dev.latchkey.dashboard.access;

import io.undertow.server.HttpServerExchange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a call comes from, as far as a guesser cannot choose it. Stateless. */
public final class Place {
  private static final int NETWORK_BYTES = 8;

  private Place() {}

  /** Returns this machine, the IPv4 address or the IPv6 network of the other side. */
  public static String of(HttpServerExchange exchange) {
    return of(exchange.getSourceAddress().getAddress());
  }

  static String of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return "this machine";
    }
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
        : address.getHostAddress();
  }
}
