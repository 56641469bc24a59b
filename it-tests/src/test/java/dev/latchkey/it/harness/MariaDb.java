package dev.latchkey.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real MariaDB of the machine's own package, with data of its own. */
public final class MariaDb implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String USERS =
      """
      DROP USER IF EXISTS ''@localhost;
      CREATE DATABASE app;
      CREATE USER app@localhost IDENTIFIED BY 'app';
      CREATE USER app@'127.0.0.1' IDENTIFIED BY 'app';
      GRANT ALL ON app.* TO app@localhost;
      GRANT ALL ON app.* TO app@'127.0.0.1';
      """;

  private final Process process;
  private final int port;

  private MariaDb(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one in an empty folder. Without the package the test is skipped, or fails where all
   * tests are required.
   */
  public static MariaDb start(Path folder) throws IOException, InterruptedException {
    Needed.program(SERVER, "mariadb-server");
    String data = "--datadir=" + folder.resolve("data");
    Process install = process(folder, "mariadb-install-db", "--skip-test-db", data).start();
    assertThat(install.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    int port = FreePort.find();
    Process server =
        process(
                folder,
                SERVER.toString(),
                data,
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--init-file=" + Files.writeString(folder.resolve("users.sql"), USERS))
            .start();
    MariaDb started = new MariaDb(server, port);
    Awaitility.await().atMost(LIMIT).until(started::answers);
    return started;
  }

  /** Whoever is root has to say so. */
  private static ProcessBuilder process(Path folder, String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program, "--no-defaults"));
    command.addAll(List.of(arguments));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns where it listens on the loopback address. */
  public int port() {
    return port;
  }

  /**
   * Returns the address for a driver.
   *
   * @param driver {@code mariadb} or {@code mysql}
   */
  public String url(String driver) {
    return "jdbc:" + driver + "://127.0.0.1:" + port + "/app?user=app&password=app";
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
