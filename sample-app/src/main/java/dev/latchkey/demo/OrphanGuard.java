package dev.latchkey.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A small JVM that outlives this one by a moment and stops the processes that it leaves behind,
 * even after a {@code kill -9}. The processes themselves need to know nothing of it: the service
 * stays as its authors wrote it, and PostgreSQL is nobody's child.
 */
final class OrphanGuard implements AutoCloseable {
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  private final PrintWriter guarded;

  private OrphanGuard(PrintWriter guarded) {
    this.guarded = guarded;
  }

  static OrphanGuard start() throws IOException {
    var process =
        new ProcessBuilder(
                Jvm.executable(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                Jvm.classPath(),
                OrphanGuard.class.getName())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    var input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    return new OrphanGuard(new PrintWriter(input, true));
  }

  /** Has the process stopped when this JVM is gone. */
  void watch(ProcessHandle process) {
    guarded.println(process.pid() + " " + startOf(process));
  }

  /** Lets the guard go; it stops what is still running of what it watches. */
  @Override
  public void close() {
    guarded.close();
  }

  /** Runs in the guard's own JVM: reads until the pipe breaks, then stops what was named. */
  public static void main(String[] args) throws IOException {
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var orphans = input.lines().flatMap(line -> find(line).stream()).toList();
      stop(orphans);
    }
  }

  /** Asks all of them first: PostgreSQL waits for its clients to go, and the service is one. */
  private static void stop(List<ProcessHandle> orphans) {
    orphans.forEach(ProcessHandle::destroy);
    for (var orphan : orphans) {
      if (!ends(orphan)) {
        orphan.destroyForcibly();
      }
    }
  }

  private static boolean ends(ProcessHandle process) {
    var deadline = System.nanoTime() + TIME_TO_STOP.toNanos();
    while (isRunning(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /** An orphan that has ended may stay in the process table, then without a command. */
  private static boolean isRunning(ProcessHandle process) {
    return process.info().command().isPresent();
  }

  /** The process named in a line, unless its number has been given to another one since. */
  private static Optional<ProcessHandle> find(String line) {
    var parts = line.split(" ", 2);
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(process -> isRunning(process) && startOf(process).equals(parts[1]));
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
