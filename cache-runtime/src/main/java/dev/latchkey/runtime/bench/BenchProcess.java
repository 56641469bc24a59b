package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One measurement in a process of its own, and the folder that it works in, which only this user
 * can read. In the application's own JVM its threads, garbage and compilations would be among what
 * it measures. Confined to the thread that waits for it, but for {@link #end()}.
 */
final class BenchProcess implements AutoCloseable {
  private static final String RESULT = "result.json";
  private static final int LONGEST_MESSAGE = 300;

  /** Longer than the command takes to keep what it has. */
  private static final int PATIENCE_SECONDS = 30;

  /** They would put this agent into the measuring JVM, too. */
  private static final List<String> NOT_INHERITED =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "LATCHKEY_CONFIG");

  private final Path folder;
  private final Path said;
  private final Process process;

  BenchProcess(List<String> launcher, BenchOrder order, String name, Optional<URI> agent)
      throws IOException {
    folder = Files.createTempDirectory("latchkey-bench-");
    said = folder.resolve("said.txt");
    try {
      Path tokens = Files.writeString(folder.resolve("tokens.txt"), order.tokens());
      List<String> command = new ArrayList<>(launcher);
      command.addAll(order.arguments(name, tokens.toString(), folder.toString(), agent));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().keySet().removeAll(NOT_INHERITED);
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException | RuntimeException cannot) {
      remove();
      throw cannot;
    }
  }

  /** Waits for its end, a second at most; returns whether it has come. */
  boolean awaitEnd() throws InterruptedException {
    return process.waitFor(1, TimeUnit.SECONDS);
  }

  /** Returns what it has kept so far. */
  Optional<BenchResult> result() {
    try {
      Path file = folder.resolve(RESULT);
      return Files.exists(file)
          ? Optional.of(ResultJson.read(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Returns its last words, which say why there is no result. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
      String last =
          lines.stream()
              .filter(line -> !line.isBlank())
              .reduce((one, other) -> other)
              .orElse("it said nothing")
              .replaceAll("\\p{Cntrl}", "?");
      return last.substring(0, Math.min(last.length(), LONGEST_MESSAGE));
    } catch (IOException unreadable) {
      return "its process ended with " + process.exitValue();
    }
  }

  /** Has it keep what there is and end; ends it hard where it does not. */
  void end() {
    process.destroy();
    process
        .onExit()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            tooLate -> {
              process.destroyForcibly();
              return process;
            });
  }

  /** Ends it at once, if it has not, and removes its folder with the tokens. */
  @Override
  public void close() {
    process.destroyForcibly();
    remove();
  }

  private void remove() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      // It is in the folder for temporary files; the tokens in it are for this user alone.
    }
  }
}
