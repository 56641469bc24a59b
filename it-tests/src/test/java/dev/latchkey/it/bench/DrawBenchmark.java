package dev.latchkey.it.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to say which side of a rollout of 50 % a subject is on, by the agent's own code.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DrawBenchmark {
  /** The clock of an operation that just began; it is read there, for the operation's time. */
  private final long begunNanos = System.nanoTime();

  private long subject;

  /** Another subject each time. */
  @Benchmark
  public boolean draw() throws Throwable {
    return (boolean) Agent.TREATS.invokeExact(subject++, begunNanos);
  }

  /** Phase {@code jwt} at 50 %, as a configuration sets it. */
  private static final class Agent {
    static final MethodHandle TREATS;

    static {
      try {
        TREATS = treats(AgentClasses.loader());
      } catch (Exception e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private static MethodHandle treats(ClassLoader loader) throws Exception {
      Class<?> phases = loader.loadClass("dev.latchkey.runtime.rollout.Phase");
      Class<?> ticker = loader.loadClass("dev.latchkey.runtime.time.Ticker");
      Class<?> events = loader.loadClass("dev.latchkey.runtime.audit.EventLog");
      Class<?> switches = loader.loadClass("dev.latchkey.runtime.rollout.PhaseSwitches");
      Object jwt = phases.getField("JWT").get(null);
      Object clock = ticker.getMethod("system").invoke(null);
      Object half =
          loader
              .loadClass("dev.latchkey.runtime.rollout.PhaseSetting")
              .getConstructor(boolean.class, int.class)
              .newInstance(true, 50);
      Object made =
          switches
              .getConstructor(Map.class, Set.class, ticker, events)
              .newInstance(
                  Map.of(jwt, half),
                  Set.of(jwt),
                  clock,
                  events.getConstructor(int.class, ticker).newInstance(1, clock));
      MethodType type = MethodType.methodType(boolean.class, phases, long.class, long.class);
      return MethodHandles.publicLookup()
          .findVirtual(switches, "treats", type)
          .bindTo(made)
          .bindTo(jwt);
    }
  }
}
