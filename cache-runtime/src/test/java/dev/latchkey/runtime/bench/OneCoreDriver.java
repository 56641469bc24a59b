package dev.latchkey.runtime.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * The driver in a JVM of its own, so that it can be bound to a core. Warms up, then says rate sent,
 * rate answered, errors and CPU time of a request in microseconds.
 */
final class OneCoreDriver {
  private static final double NANOS_PER_MICRO = 1e3;

  private OneCoreDriver() {}

  /** Takes the address, the rate, the seconds and the connections. */
  public static void main(String[] args) throws Exception {
    URI target = URI.create(args[0]);
    double rate = Double.parseDouble(args[1]);
    int seconds = Integer.parseInt(args[2]);
    int connections = Integer.parseInt(args[3]);
    load(target, rate, 3, connections);
    long cpu = cpu();
    LoadResult result = load(target, rate, seconds, connections);
    double answered = result.latency(TokenKind.GOOD).getTotalCount();
    System.out.printf(
        Locale.ROOT,
        "%.1f %.1f %d %.1f%n",
        result.sentPerSecond(),
        answered / result.seconds(),
        result.errors(),
        (cpu() - cpu) / NANOS_PER_MICRO / answered);
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** What cannot be sent in time is left when the time is over. */
  private static LoadResult load(URI target, double rate, int seconds, int connections)
      throws Exception {
    String head =
        "GET " + target.getPath() + " HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\n\r\n";
    Request request = new Request(head.getBytes(StandardCharsets.US_ASCII), TokenKind.GOOD);
    Load load = new Load(rate, Duration.ofSeconds(seconds), connections, Duration.ofMinutes(10));
    int[] looked = {0};
    try (OpenLoop loop =
        new OpenLoop(Peer.of(target, SSLContext.getDefault()), () -> request, false)) {
      return loop.run(load, (number, latencies) -> ++looked[0] <= seconds ? null : "enough");
    }
  }
}
