package dev.latchkey.it.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the bounds are multiples of; none of it is the agent's code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class YardstickBenchmark {
  private static final int ENTRIES = 1_000;

  private final Recorder recorder = new Recorder(TimeUnit.SECONDS.toNanos(60), 2);
  private final Cache<Integer, Boolean> cache = Caffeine.newBuilder().maximumSize(ENTRIES).build();
  private MessageDigest digest;
  private byte[] token;

  /** Makes a token and fills the cache. */
  @Setup
  public void prepare() throws JOSEException, NoSuchAlgorithmException {
    digest = MessageDigest.getInstance("SHA-256");
    token = Request.of(Tokens.rsaKey(), "alice").token().getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < ENTRIES; i++) {
      cache.put(i, true);
    }
  }

  /** Two clock readings and one update of a histogram. */
  @Benchmark
  public long clockAndRecorder() {
    long begun = System.nanoTime();
    long elapsed = System.nanoTime() - begun;
    recorder.recordValue(elapsed);
    return elapsed;
  }

  /** One SHA-256 of the token, whose bytes are there already, in a digest that is used again. */
  @Benchmark
  public byte[] sha256() {
    return digest.digest(token);
  }

  /** One look into a cache. */
  @Benchmark
  public Boolean caffeineGet() {
    return cache.getIfPresent(ENTRIES / 2);
  }
}
