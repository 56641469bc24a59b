package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Calls methods of every shape and says what they returned. */
public final class ShapesApp {
  private ShapesApp() {}

  /** Answers a line each. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line));
    }
  }

  private static String answer(String command) throws Exception {
    Shapes.Mixed mixed = new Shapes.Mixed();
    return switch (command) {
      case "super" -> new Shapes.PoliteGreeter().greet("ada");
      case "default" -> new Shapes.PlainGreeter().greetTwice("ada");
      case "proxy" -> proxy().greet("ada");
      case "lambda" -> ((Shapes.Greeter) name -> "lambda " + name).greet("ada");
      case "bridge" -> viaInterface(new Shapes.Bridged());
      case "overload" -> mixed.over("x");
      case "recursion" -> String.valueOf(mixed.depth(5));
      case "primitives" -> String.valueOf(mixed.sum(1, 2, 3.5));
      case "failure" -> failure(mixed);
      case "static" -> Shapes.Mixed.fixed(new byte[3], new String[] {"words"});
      case "full" -> String.valueOf(full());
      default -> "unknown command";
    };
  }

  /** Calls a method that has no room for another instruction; its class is not compiled with us. */
  private static Object full() throws ReflectiveOperationException {
    return Class.forName("Full").getMethod("grow", int.class).invoke(null, 1);
  }

  private static String viaInterface(Supplier<String> supplier) {
    return supplier.get();
  }

  private static Shapes.Greeter proxy() {
    Shapes.Greeter real = new Shapes.PlainGreeter();
    return (Shapes.Greeter)
        Proxy.newProxyInstance(
            ShapesApp.class.getClassLoader(),
            new Class<?>[] {Shapes.Greeter.class},
            (proxy, method, parameters) -> method.invoke(real, parameters));
  }

  private static String failure(Shapes.Mixed mixed) {
    try {
      mixed.fail();
      return "no failure";
    } catch (IOException expected) {
      return expected.getMessage() + " at " + expected.getStackTrace()[0].getMethodName();
    }
  }
}
