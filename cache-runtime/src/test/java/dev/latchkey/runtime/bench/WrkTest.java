package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rate at which a service is full, as this driver and as {@code wrk} see it. The service takes
 * time and little CPU, so that it is full before either driver is; they take turns, and the median
 * of the ratios is judged, so that what else the machine does hits both.
 */
@Timeout(180)
class WrkTest {
  private static final Path WRK = Path.of("/usr/bin/wrk");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern FAILED = Pattern.compile("Non-2xx|Socket errors");
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int USERS = 20;
  private static final int ROUNDS = 5;
  private static final double AGREES = 0.10;

  @Test
  void agreesWithWrkOnTheRateAtWhichAServiceIsFull() throws Exception {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    assumeTrue(required || Files.isExecutable(WRK), "wrk is not installed");
    List<Double> theirs = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (TestService service = new TestService(WrkTest::work)) {
      for (int round = 0; round < ROUNDS; round++) {
        theirs.add(wrk(service.uri()));
        ours.add(ours(service.uri()));
        ratios.add(ours.get(round) / theirs.get(round));
      }
    }
    assertThat(Comparing.median(ratios))
        .as("ours %s, of wrk %s", ours, theirs)
        .isBetween(1 - AGREES, 1 + AGREES);
  }

  private static String work(String head) {
    long end = System.nanoTime() + WORK_NANOS;
    for (long left = WORK_NANOS; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return TestService.OK;
  }

  private static double wrk(URI target) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(WRK.toString(), "-t1", "-c" + USERS, "-d1s", target.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as(said).isZero();
    Matcher rate = RATE.matcher(said);
    assertThat(rate.find() && !FAILED.matcher(said).find()).as(said).isTrue();
    return Double.parseDouble(rate.group(1));
  }

  /** More than it can take is sent until a second has passed. */
  private static double ours(URI target) throws Exception {
    String head =
        "GET " + target.getPath() + " HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\n\r\n";
    Request request = new Request(head.getBytes(StandardCharsets.US_ASCII), TokenKind.GOOD);
    Load load = new Load(50_000, Duration.ofMinutes(1), USERS, Duration.ofMinutes(1));
    try (OpenLoop loop =
        new OpenLoop(Peer.of(target, SSLContext.getDefault()), () -> request, false)) {
      LoadResult result = loop.run(load, (number, latencies) -> "enough");
      assertThat(result.errors()).as(result.usualError()).isZero();
      return result.answers(TokenKind.GOOD).get("200") / result.seconds();
    }
  }
}
