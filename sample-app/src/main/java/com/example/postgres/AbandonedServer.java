package com.example.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What is left of a PostgreSQL whose starter was killed: its data, and a server that runs on, being nobody's child. */
final class AbandonedServer {
  private static final int SECONDS_TO_STOP = 10;

  private AbandonedServer() {}

  /** Stops the server that works on the directory, where there is one, and removes the directory. */
  static void remove(Path dataDirectory) throws IOException {
    var server = serverOf(dataDirectory);
    if (server.isPresent()) {
      stop(server.get());
    }
    delete(dataDirectory);
  }

  /** The process in {@code postmaster.pid}, unless its number belongs to another program by now. */
  private static Optional<ProcessHandle> serverOf(Path dataDirectory) throws IOException {
    var note = dataDirectory.resolve("postmaster.pid");
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(note)) {
      return lines
          .findFirst()
          .map(line -> Long.parseLong(line.strip()))
          .flatMap(ProcessHandle::of)
          .filter(AbandonedServer::isPostgres);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.contains("postgres")).isPresent();
  }

  /** Kills rather than asks: a server that is asked waits for its clients, and its data is not needed. */
  private static void stop(ProcessHandle server) throws IOException {
    var processes = Stream.concat(Stream.of(server), server.descendants()).toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    for (var process : processes) {
      awaitExit(process);
    }
  }

  private static void awaitExit(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "Process " + process.pid() + " of an earlier run's PostgreSQL does not stop", e);
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
