package dev.latchkey.runtime.metrics;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that went over the host's network devices, the loopback left out, as {@code /proc/net/dev}
 * tells them; a container sees those of its own devices. Immutable.
 *
 * @param receivedBytes since the devices came up; {@code NaN} where the system does not tell
 * @param sentBytes likewise
 */
record HostNetwork(double receivedBytes, double sentBytes) {
  static final HostNetwork UNKNOWN = new HostNetwork(Double.NaN, Double.NaN);

  private static final String FILE = "/proc/net/dev";
  private static final int MOST_LINES = 1_000;
  private static final int RECEIVED = 0;
  private static final int SENT = 8;

  static HostNetwork read() {
    try (var in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FILE), StandardCharsets.US_ASCII))) {
      return parse(in);
    } catch (IOException | NumberFormatException notLinux) {
      return UNKNOWN;
    }
  }

  /** Reads lines of a device, a colon and its counters; those without a colon are headings. */
  static HostNetwork parse(BufferedReader in) throws IOException {
    double received = 0;
    double sent = 0;
    String line = in.readLine();
    for (int i = 0; i < MOST_LINES && line != null; i++, line = in.readLine()) {
      int colon = line.indexOf(':');
      if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
        continue;
      }
      String[] counters = line.substring(colon + 1).strip().split(" +", -1);
      if (counters.length > SENT) {
        received += Double.parseDouble(counters[RECEIVED]);
        sent += Double.parseDouble(counters[SENT]);
      }
    }
    return new HostNetwork(received, sent);
  }
}
