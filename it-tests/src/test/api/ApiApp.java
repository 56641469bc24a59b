package com.acme;

import dev.latchkey.api.Latchkey;
import dev.latchkey.api.MonitorAuth;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** Measures itself by the API, on command; takes the API's jar for a loader of its own. */
public final class ApiApp {
  private static int lookups;

  private ApiApp() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          switch (words[0]) {
            case "login" -> told(() -> login(words[1]));
            case "measure" -> told(() -> measure(words[1]));
            case "fail" -> told(() -> Latchkey.profile("fails", ApiApp::fail));
            case "annotated" -> told(() -> annotated(words[1].getBytes(StandardCharsets.UTF_8)));
            case "names" -> told(() -> names(Integer.parseInt(words[1])));
            case "elsewhere" -> told(() -> elsewhere(new URL(words[1])));
            case "find" -> told(() -> find(words[1]));
            case "changed" ->
                told(
                    () -> {
                      Latchkey.invalidateSubject(words[1]);
                      return "told";
                    });
            default -> "unknown command";
          });
    }
  }

  private static String told(Callable<String> work) {
    try {
      return work.call();
    } catch (Exception failure) {
      return "threw " + failure.getMessage();
    }
  }

  /** An auth target. */
  public static String login(String user) throws Exception {
    try (var timing = Latchkey.measure("permissions")) {
      return Latchkey.profile("greeting", () -> "hello " + user);
    }
  }

  /** Timed by what stands above it. */
  @MonitorAuth("annotated")
  static String annotated(byte[]... words) {
    if (words[0].length == 0) {
      throw new IllegalStateException("nothing");
    }
    return "annotated";
  }

  @MonitorAuth("Not a Name: ada@example.org")
  static String annotated(String word) {
    return word;
  }

  private static String measure(String name) {
    try (var outer = Latchkey.measure(name);
        var again = Latchkey.measure(name)) {
      return "measured";
    }
  }

  private static String fail() {
    throw new IllegalStateException("as asked");
  }

  private static String names(int count) {
    for (int i = 0; i < count; i++) {
      measure("made-up-" + i);
    }
    return "measured";
  }

  /** A lookup of users. */
  public static String find(String user) {
    lookups++;
    return user + " " + lookups;
  }

  /** Uses a copy of the API that another loader has, as another deployment would. */
  private static String elsewhere(URL jar) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {jar}, null)) {
      Class<?> copy = loader.loadClass("dev.latchkey.api.Latchkey");
      Object timing = copy.getMethod("measure", String.class).invoke(null, "elsewhere");
      Arrays.stream(timing.getClass().getMethods())
          .filter(method -> method.getName().equals("close"))
          .findFirst()
          .orElseThrow()
          .invoke(timing);
      return copy == Latchkey.class ? "the same" : "another";
    }
  }
}
