package dev.latchkey.runtime.operation;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, on the class path of this one. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /** Returns all that the JVM printed; fails when it ends badly or not within a minute. */
  public static String run(Path scratch, Class<?> main, String... jvmOptions) throws Exception {
    var command = new ArrayList<String>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    File output = scratch.resolve("output.txt").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("still running after a minute: " + read(output));
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("ended with " + process.exitValue() + ": " + read(output));
    }
    return read(output);
  }

  private static String read(File file) throws Exception {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }
}
