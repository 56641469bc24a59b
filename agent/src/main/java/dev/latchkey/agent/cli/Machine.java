package dev.latchkey.agent.cli;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Which machine a name leads to. Stateless. */
final class Machine {
  private Machine() {}

  /** Tells whether a host is another machine; one that is not known is told by who connects. */
  static boolean isOther(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return !address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null;
    } catch (UnknownHostException unknown) {
      return false;
    } catch (SocketException untold) {
      return true;
    }
  }
}
