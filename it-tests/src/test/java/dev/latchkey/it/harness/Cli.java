package dev.latchkey.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line of the jar, run as a user runs it. */
public final class Cli {
  private static final int LIMIT_SECONDS = 60;

  private Cli() {}

  /** What came of a command. */
  public record Outcome(int exitCode, String output, String errors) {
    /** Returns both streams, for commands whose answer may be on either. */
    public String all() {
      return output + errors;
    }
  }

  /** Runs a command in {@code folder} and waits for its end. */
  public static Outcome run(Path folder, String... arguments) {
    return run(folder, List.of(), arguments);
  }

  /** Starts a command, whose output nobody reads; the caller ends it. */
  public static Process start(Path folder, String... arguments) throws IOException {
    return command(folder, List.of(), arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static ProcessBuilder command(Path folder, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Jdk.CURRENT.tool("java"), Jdk.SHORT_LIVED));
    command.addAll(options);
    command.addAll(List.of("-jar", AppJvm.latchkeyJar().toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("LATCHKEY_CONFIG");
    return builder;
  }

  /** Runs a command on a terminal with these variables, and returns what it shows. */
  public static String onTerminal(Path folder, Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder plain = command(folder, List.of(), arguments);
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", String.join(" ", plain.command()), "/dev/null")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(plain.environment());
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(shown).isTrue();
    return shown;
  }

  /** Runs a command on a JVM with options of its own. */
  public static Outcome run(Path folder, List<String> options, String... arguments) {
    try {
      Path output = Files.createTempFile(folder, "out", ".txt");
      Path errors = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          command(folder, options, arguments)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      Process process = builder.start();
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("%s ends", builder.command())
          .isTrue();
      Outcome outcome =
          new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
      Files.delete(output);
      Files.delete(errors);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
