package dev.latchkey.it.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a server that has to be told one. */
public final class FreePort {
  private FreePort() {}

  /** Returns one that nobody listened on just now. */
  public static int find() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
