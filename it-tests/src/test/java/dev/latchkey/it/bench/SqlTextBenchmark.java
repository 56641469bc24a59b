package dev.latchkey.it.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to tell from the text of a statement what it writes, by the agent's own code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlTextBenchmark {
  private static final String TEXT =
      "update users set mail = ?, changed_at = now() where tenant = ? and login = ?";

  /** Lets the agent read the text once. */
  @Setup
  public void read() throws Throwable {
    seen();
  }

  /** A text that was seen before: the same string, as applications have it. */
  @Benchmark
  public Object seen() throws Throwable {
    return Agent.GET.invokeExact(TEXT);
  }

  /** The agent's code, from its jar. */
  private static final class Agent {
    static final MethodHandle GET;

    static {
      try {
        ClassLoader loader = AgentClasses.loader();
        Class<?> texts = loader.loadClass("dev.latchkey.runtime.jdbc.SqlTexts");
        Class<?> statement = loader.loadClass("dev.latchkey.runtime.jdbc.SqlStatement");
        GET =
            MethodHandles.publicLookup()
                .findVirtual(texts, "get", MethodType.methodType(statement, String.class))
                .bindTo(texts.getConstructor().newInstance())
                .asType(MethodType.methodType(Object.class, String.class));
      } catch (Exception e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
