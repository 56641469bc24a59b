package com.example.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the server that works on a data directory, by the note that PostgreSQL leaves there. */
final class ServerProcess {
  private ServerProcess() {}

  /** The process in {@code postmaster.pid}, unless its number belongs to another program by now. */
  static Optional<ProcessHandle> on(Path dataDirectory) throws IOException {
    var note = dataDirectory.resolve("postmaster.pid");
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(note)) {
      return lines
          .findFirst()
          .map(line -> Long.parseLong(line.strip()))
          .flatMap(ProcessHandle::of)
          .filter(ServerProcess::isPostgres);
    }
  }

  /** False also for a process that has ended but whose parent has not asked for its exit code. */
  static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.contains("postgres")).isPresent();
  }
}
