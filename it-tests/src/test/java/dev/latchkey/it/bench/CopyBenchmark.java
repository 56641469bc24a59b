package dev.latchkey.it.bench;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a caller's copy of a kept user costs, by the agent's own code from its jar. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CopyBenchmark {
  private Object immutable;
  private Object plain;
  private Object grouped;

  /** Nobody can change it. */
  record Identity(long id, String name, String mail) {}

  /** Has ten fields; can be changed by its setters. */
  static class User {
    long id = 7;
    int failures;
    boolean locked;
    String name = "alice";
    String mail = "alice@example.org";
    String hash = "$2a$10$abcdefghijklmnopqrstuv";
    UUID uid = new UUID(1, 2);
    Instant created = Instant.EPOCH;
    BigDecimal balance = BigDecimal.TEN;
    Object more;
  }

  /** Has groups and settings of its own, too. */
  static final class GroupedUser extends User {
    final List<String> groups = new ArrayList<>(List.of("read", "write", "admin"));
    final Map<String, Object> settings = new HashMap<>(Map.of("theme", "dark", "page", 50));
    final Date seen = new Date();
  }

  /** Records the users, as a miss does. */
  @Setup
  public void record() throws Throwable {
    immutable = Agent.take(new Identity(7, "alice", "alice@example.org"));
    plain = Agent.take(new User());
    grouped = Agent.take(new GroupedUser());
  }

  /** A user that everybody may share. */
  @Benchmark
  public Object sharedUser() throws Throwable {
    return Agent.MAKE.invokeExact(immutable);
  }

  /** A user of ten fields. */
  @Benchmark
  public Object user() throws Throwable {
    return Agent.MAKE.invokeExact(plain);
  }

  /** The same with a list of three, a map of two and a date. */
  @Benchmark
  public Object groupedUser() throws Throwable {
    return Agent.MAKE.invokeExact(grouped);
  }

  /** What a miss pays: recording, a first copy, and the comparison with the original. */
  @Benchmark
  public Object recordGroupedUser() throws Throwable {
    return Agent.take(new GroupedUser());
  }

  /** The agent's code, from its jar. The user's package is open, so nothing has to be opened. */
  private static final class Agent {
    private static final Object COPIERS;
    private static final MethodHandle TAKE;
    static final MethodHandle MAKE;

    static {
      try {
        ClassLoader loader = AgentClasses.loader();
        Class<?> copiers = loader.loadClass("dev.latchkey.agent.copy.Copiers");
        Class<?> template = loader.loadClass("dev.latchkey.agent.copy.Template");
        Object none =
            Proxy.newProxyInstance(
                loader, new Class<?>[] {Instrumentation.class}, (self, method, args) -> false);
        COPIERS = copiers.getConstructor(Instrumentation.class).newInstance(none);
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        TAKE = lookup.findVirtual(copiers, "take", MethodType.methodType(template, Object.class));
        MAKE =
            lookup
                .findVirtual(template, "make", MethodType.methodType(Object.class))
                .asType(MethodType.methodType(Object.class, Object.class));
      } catch (Exception e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    static Object take(Object value) throws Throwable {
      return TAKE.invoke(COPIERS, value);
    }
  }
}
