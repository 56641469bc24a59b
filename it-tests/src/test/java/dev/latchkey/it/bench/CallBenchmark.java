package dev.latchkey.it.bench;

import com.nimbusds.jose.JOSEException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a call of a woven method costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {
  private static final int MORE_THAN_A_SITE_MAY_FAIL = 100;

  private final Workload workload = new Workload();
  private Request request;
  private byte[] fresh;
  private long count;

  /** Makes a token, lets the memo learn it, and lets one site fail for good. */
  @Setup
  public void prepare() throws JOSEException {
    request = Request.of(Tokens.rsaKey(), "alice");
    fresh = request.input().clone();
    verify();
    validate();
    for (int i = 0; i < MORE_THAN_A_SITE_MAY_FAIL; i++) {
      leftAlone();
    }
  }

  /** A method that is no target. */
  @Benchmark
  public boolean bare() {
    return workload.bare(request.algorithm(), request.key(), request.input(), request.signature());
  }

  /** A method that is timed, and no auth operation. */
  @Benchmark
  public boolean segment() {
    return workload.segment(
        request.algorithm(), request.key(), request.input(), request.signature());
  }

  /** A method that is timed as an auth operation. */
  @Benchmark
  public boolean operation() {
    return workload.operation(
        request.algorithm(), request.key(), request.input(), request.signature());
  }

  /** A method whose site was switched off. */
  @Benchmark
  public boolean leftAlone() {
    return workload.leftAlone(
        request.algorithm(), request.key(), request.input(), request.signature());
  }

  /** A signature that verified before: with the phase on a hit, else timed alone. */
  @Benchmark
  public boolean verify() {
    return workload.verify(
        request.algorithm(), request.key(), request.input(), request.signature());
  }

  /** A token that was validated before. */
  @Benchmark
  public String validate() {
    return workload.validate(request.token());
  }

  /** A token that nobody has seen. */
  @Benchmark
  public String validateFresh() {
    return workload.validate(request.token() + count++);
  }

  /** A signature that nobody has seen. */
  @Benchmark
  public boolean verifyFresh() {
    long number = count++;
    for (int i = 0; i < Long.BYTES; i++) {
      fresh[i] = (byte) (number >>> (Byte.SIZE * i));
    }
    return workload.verify(request.algorithm(), request.key(), fresh, request.signature());
  }
}
