package com.example.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What is left of a PostgreSQL whose starter was killed: its data, and a server that runs on, being
 * nobody's child.
 */
final class AbandonedServer {
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private AbandonedServer() {}

  /**
   * Stops the server that works on the directory, where there is one, and removes the directory.
   */
  static void remove(Path dataDirectory) throws IOException {
    var server = ServerProcess.on(dataDirectory);
    if (server.isPresent()) {
      stop(server.get());
    }
    delete(dataDirectory);
  }

  /**
   * Kills rather than asks: a server that is asked waits for its clients, and its data is not
   * needed.
   */
  private static void stop(ProcessHandle server) throws IOException {
    var processes = Stream.concat(Stream.of(server), server.descendants()).toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    for (var process : processes) {
      awaitExit(process);
    }
  }

  /**
   * Asks instead of waiting for the exit: an orphan may stay unburied for as long as the machine is
   * up.
   */
  private static void awaitExit(ProcessHandle process) throws IOException {
    var deadline = System.nanoTime() + TIME_TO_STOP.toNanos();
    while (ServerProcess.isPostgres(process)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Process " + process.pid() + " of an earlier run's PostgreSQL does not stop");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(AbandonedServer::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
