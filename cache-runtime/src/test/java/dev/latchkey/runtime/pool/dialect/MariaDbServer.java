package dev.latchkey.runtime.pool.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real MariaDB from the machine's own package, with a data directory of its own. */
final class MariaDbServer implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
  private static final String PASSWORD = "not a secret";

  private final Path directory;
  private final int port;
  private final Process process;

  private MariaDbServer(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /** Starts one; without the package the tests are skipped, or fail where all are required. */
  static MariaDbServer start() throws IOException, InterruptedException {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    assumeTrue(required || Files.isExecutable(SERVER), "mariadb-server is not installed");
    Path directory = Files.createTempDirectory("latchkey-mariadb");
    Path data = directory.resolve("data");
    Process install =
        process(directory, "mariadb-install-db", "--skip-test-db", "--datadir=" + data).start();
    assertThat(install.waitFor(2, TimeUnit.MINUTES) && install.exitValue() == 0).isTrue();
    int port = freePort();
    Path users = Files.writeString(directory.resolve("users.sql"), users());
    Process server =
        process(
                directory,
                SERVER.toString(),
                "--datadir=" + data,
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--init-file=" + users)
            .start();
    MariaDbServer started = new MariaDbServer(directory, port, server);
    await().atMost(Duration.ofMinutes(1)).until(started::answers);
    return started;
  }

  /** Whoever is root has to say so. */
  private static ProcessBuilder process(Path directory, String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program, "--no-defaults"));
    command.addAll(List.of(arguments));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
  }

  private static String users() {
    return """
        DROP USER IF EXISTS ''@localhost;
        CREATE DATABASE app;
        CREATE DATABASE other;
        CREATE TABLE app.users (id int primary key);
        INSERT INTO app.users VALUES (1);
        CREATE USER app@localhost IDENTIFIED BY '%1$s';
        CREATE USER app@'127.0.0.1' IDENTIFIED BY '%1$s';
        GRANT ALL ON *.* TO app@localhost;
        GRANT ALL ON *.* TO app@'127.0.0.1';
        """
        .formatted(PASSWORD);
  }

  private boolean answers() {
    try (Connection connection = connect("mariadb", "app", "")) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Opens a connection.
   *
   * @param driver {@code mariadb} or {@code mysql}
   */
  Connection connect(String driver, String database, String properties) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:" + driver + "://127.0.0.1:" + port + "/" + database + properties, "app", PASSWORD);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(MariaDbServer::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
