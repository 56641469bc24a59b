package com.acme;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** An application to weave; every test loads it anew, in a loader of its own. */
public final class Sample {
  private Sample() {}

  /** Calls methods of its own by their names. */
  public static class Tokens implements Function<String, String> {
    @Override
    public String apply(String method) {
      return method.equals("check") ? check("t") : other("t");
    }

    public String check(String token) {
      return "checked " + token;
    }

    public String other(String token) {
      return "other " + token;
    }
  }

  /** Overloads, and what has no body to weave. */
  public abstract static class Odd extends Tokens {
    public String over(String text) {
      return text;
    }

    public String over(int number) {
      return "" + number;
    }

    public native String far(String text);

    public abstract String open(String text);

    public void nothing() {}
  }

  /** Has a bridge {@code get()Object} beside the method that was written. */
  public static class Bridged implements Supplier<String> {
    @Override
    public String get() {
      return "got";
    }
  }

  /** Runs until it is let go. */
  public static class Slow implements Function<CountDownLatch[], String> {
    @Override
    public String apply(CountDownLatch[] entered) {
      return run(entered);
    }

    public String run(CountDownLatch[] latches) {
      latches[0].countDown();
      try {
        latches[1].await();
      } catch (InterruptedException e) {
        return "interrupted";
      }
      return "done";
    }
  }

  /** The root of a hierarchy. */
  @FunctionalInterface
  public interface Check {
    boolean verify(String token);
  }

  /** Names the root. */
  public static class Near implements Check {
    @Override
    public boolean verify(String token) {
      return true;
    }
  }

  /** Names no more than the class between; the JVM asks about this one before that one. */
  public static class Far extends Near implements Callable<Boolean> {
    @Override
    public boolean verify(String token) {
      return !token.isEmpty();
    }

    @Override
    public Boolean call() {
      return verify("t");
    }
  }

  /** Has a method of the same name and nothing to do with the root. */
  public static class Stranger implements Callable<Boolean> {
    public boolean verify(String token) {
      return false;
    }

    @Override
    public Boolean call() {
      return verify("t");
    }
  }
}
