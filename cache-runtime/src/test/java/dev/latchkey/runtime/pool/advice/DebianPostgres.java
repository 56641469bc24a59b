package dev.latchkey.runtime.pool.advice;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL of Debian's, which unlike the embedded one can have extensions from packages. */
final class DebianPostgres implements AutoCloseable {
  static final Path HYPOPG = Path.of("/usr/share/postgresql/15/extension/hypopg.control");
  private static final String BINARIES = "/usr/lib/postgresql/15/bin/";

  private final Path data;
  private final int port;

  private DebianPostgres(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  static DebianPostgres start(Path directory) throws IOException {
    Path data = directory.resolve("data");
    Files.createDirectory(data);
    if (isRoot()) {
      run(List.of("chmod", "o+x", directory.toString()), directory);
      run(List.of("chown", "postgres", data.toString()), directory);
    }
    var server = new DebianPostgres(data, freePort());
    server.tool("initdb", "-A", "trust", "-U", "postgres", "-N");
    String options = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off";
    server.tool("pg_ctl", "-w", "-l", data + "/log", "-o", options + " -p " + server.port, "start");
    return server;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    tool("pg_ctl", "-m", "immediate", "stop");
    run(List.of("rm", "-rf", data.toString()), data.getParent());
  }

  /** The server refuses to be run by root. */
  private void tool(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.addAll(List.of(BINARIES + name, "-D", data.toString()));
    command.addAll(List.of(arguments));
    run(command, data.getParent());
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void run(List<String> command, Path directory) throws IOException {
    File output = directory.resolve("output").toFile();
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + " failed: " + Files.readString(output.toPath()));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
