package dev.latchkey.it.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A real Redis on loopback, from the binaries of a test library. */
public final class Redis implements AutoCloseable {
  private final int port;
  private final Process process;

  private Redis(Path folder) throws IOException, InterruptedException {
    port = FreePort.find();
    Path binary = folder.resolve("redis-server");
    try (InputStream in = Redis.class.getResourceAsStream("/" + binary())) {
      Files.copy(in, binary);
    }
    new ProcessBuilder("chmod", "+x", binary.toString()).start().waitFor();
    process =
        new ProcessBuilder(binary.toString(), "--port", "" + port, "--bind", "127.0.0.1")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    await().until(this::answers);
  }

  /** Starts one whose files are in {@code folder}. */
  public static Redis start(Path folder) {
    try {
      return new Redis(folder);
    } catch (IOException | InterruptedException failed) {
      throw new UncheckedIOException(new IOException(failed));
    }
  }

  private static String binary() {
    boolean arm = System.getProperty("os.arch").contains("aarch64");
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")) {
      return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
    }
    return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns its address. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends it a signal, such as STOP. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
