package dev.latchkey.it.matrix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A JVM without the agent that runs one application of the matrix after another, each in a class
 * loader of its own that sees the JDK and nothing else. The start of a JVM for each of them was a
 * third of the matrix. Runs in a JVM of its own.
 */
final class MatrixHost {
  static final String SEPARATOR = "\t";

  private MatrixHost() {}

  /** Each line says what to run: class path, main class, classes to load, arguments. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Properties before = (Properties) System.getProperties().clone();
      System.out.println(run(line.split(SEPARATOR, -1)));
      System.setProperties(before);
    }
  }

  /** What else the application started goes on in the background, as it does when one ends. */
  @SuppressWarnings("resource") // its threads may still load classes
  private static String run(String[] words) {
    ClassLoader loader;
    try {
      loader = new URLClassLoader(classPath(words[0]), ClassLoader.getPlatformClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      System.setProperty("matrix.load", words[2]);
      Class.forName(words[1], true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(words, 3, words.length));
      return "ended";
    } catch (ReflectiveOperationException | MalformedURLException e) {
      e.printStackTrace();
      return "failed " + e;
    }
  }

  private static URL[] classPath(String text) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String each : text.split(Pattern.quote(System.getProperty("path.separator")))) {
      urls.add(Path.of(each).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
