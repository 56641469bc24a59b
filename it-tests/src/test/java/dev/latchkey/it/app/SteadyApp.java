package dev.latchkey.it.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.SuperMethodCall;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Authenticates 2,000 times a second, evenly, through {@value #STEPS} methods in turn, and tells
 * what the whole process takes. Says {@code ready}; answers {@code cpu} with its CPU time and the
 * time, both in nanoseconds, {@code heap} with what is live after a collection, in bytes.
 */
public final class SteadyApp {
  /** How many classes have a method that an authentication calls. */
  public static final int STEPS = 49;

  /** Name of the classes, without the number from 0 on. */
  public static final String CLASS = "dev.latchkey.it.app.SteadyStep";

  private static final int THREADS = 2;
  private static final int BATCH = 10;
  private static final long BATCH_NANOS = 10_000_000;

  private final List<Step> steps;

  private SteadyApp(List<Step> steps) {
    this.steps = steps;
  }

  /** What each class overrides, so that each has a body of its own to weave. */
  public static class Step {
    /** Does next to nothing. */
    public long run(long number) {
      return number * 31;
    }
  }

  /** Runs until its input ends. */
  public static void main(String[] none) throws Exception {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      steps.add(step(CLASS + i));
    }
    SteadyApp app = new SteadyApp(steps);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(app::authenticateForEver, "load-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    System.out.println("ready");
    answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
  }

  private static Step step(String name) throws ReflectiveOperationException {
    return new ByteBuddy()
        .subclass(Step.class)
        .name(name)
        .method(ElementMatchers.named("run"))
        .intercept(SuperMethodCall.INSTANCE)
        .make()
        .load(SteadyApp.class.getClassLoader(), ClassLoadingStrategy.Default.INJECTION)
        .getLoaded()
        .getConstructor()
        .newInstance();
  }

  private void authenticateForEver() {
    long due = System.nanoTime();
    for (long number = 0; ; ) {
      for (int i = 0; i < BATCH; i++) {
        authenticate(number++);
      }
      due += BATCH_NANOS;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** The method that the measured agent takes for the authentication. */
  public long authenticate(long number) {
    return steps.get((int) (number % STEPS)).run(number);
  }

  private static void answer(BufferedReader commands) throws IOException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      if (command.equals("cpu")) {
        System.out.printf(Locale.ROOT, "%d %d%n", system.getProcessCpuTime(), System.nanoTime());
      } else {
        System.gc();
        System.gc();
        System.out.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }
  }
}
