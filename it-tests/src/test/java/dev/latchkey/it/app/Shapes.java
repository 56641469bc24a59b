package dev.latchkey.it.app;

import java.io.IOException;
import java.util.function.Supplier;

/** Methods of every shape that weaving has to cope with. */
public final class Shapes {
  private Shapes() {}

  /** An interface with an abstract and a default method. */
  public interface Greeter {
    /** Has no body here. */
    String greet(String name);

    /** Calls the method without a body. */
    default String greetTwice(String name) {
      return greet(name) + " " + greet(name);
    }
  }

  /** Calls its superclass, so that one call runs two woven bodies. */
  public static class PoliteGreeter extends PlainGreeter {
    @Override
    public String greet(String name) {
      return "dear " + super.greet(name);
    }
  }

  /** Implements the interface. */
  public static class PlainGreeter implements Greeter {
    @Override
    public String greet(String name) {
      return "hello " + name;
    }
  }

  /** Compiles to a bridge method beside the real one. */
  public static final class Bridged implements Supplier<String> {
    @Override
    public String get() {
      return "bridged";
    }
  }

  /** Overloads, recursion, primitives, nothing at all, and failures. */
  public static class Mixed {
    /** Chosen by parameter types. */
    public String over(String text) {
      return over(text, 1);
    }

    /** Chosen by parameter types. */
    public String over(String text, int times) {
      return text.repeat(times);
    }

    /** Calls itself. */
    public int depth(int left) {
      return left == 0 ? 0 : 1 + depth(left - 1);
    }

    /** Takes and returns primitives. */
    public long sum(int a, long b, double c) {
      return a + b + (long) c;
    }

    /** Throws what callers expect. */
    public void fail() throws IOException {
      throw new IOException("expected");
    }

    /** Is static. */
    public static String fixed(byte[] bytes, String[] words) {
      return bytes.length + words[0];
    }
  }
}
