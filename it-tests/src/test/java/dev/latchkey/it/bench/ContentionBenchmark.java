package dev.latchkey.it.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Hits from 64 threads at once: all on one token, or each on a token of its own. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(ContentionBenchmark.THREADS)
public class ContentionBenchmark {
  static final int THREADS = 64;

  /** What all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final Workload workload = new Workload();
    private final AtomicInteger next = new AtomicInteger();
    private final Request[] requests = new Request[THREADS];

    /** Makes the tokens, signed with one key as a provider's are, and lets the memo learn them. */
    @Setup
    public void prepare() throws JOSEException {
      RSAKey key = Tokens.rsaKey();
      for (int i = 0; i < requests.length; i++) {
        requests[i] = Request.of(key, "user-" + i);
        verify(requests[i]);
      }
    }

    private boolean verify(Request request) {
      return workload.verify(
          request.algorithm(), request.key(), request.input(), request.signature());
    }
  }

  /** A thread's own token. */
  @State(Scope.Thread)
  public static class Own {
    private Request request;

    /** Takes one that no other thread has. */
    @Setup
    public void choose(Shared shared) {
      request = shared.requests[shared.next.getAndIncrement() % THREADS];
    }
  }

  /** Every thread presents the same token. */
  @Benchmark
  public boolean hotToken(Shared shared) {
    return shared.verify(shared.requests[0]);
  }

  /** Every thread presents its own. */
  @Benchmark
  public boolean ownTokens(Shared shared, Own own) {
    return shared.verify(own.request);
  }
}
