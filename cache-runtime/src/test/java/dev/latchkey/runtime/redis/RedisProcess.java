package dev.latchkey.runtime.redis;

import dev.latchkey.runtime.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import redis.clients.jedis.Protocol.Command;

/** A real Redis, from the binaries of a test library. */
public final class RedisProcess implements AutoCloseable {
  static {
    // Ten seconds are not enough for what a starved machine still does.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
  }

  private final Path folder;
  private final int port;
  private final List<String> settings = new ArrayList<>();
  private final String login;
  private Process process;

  /** Starts one. */
  public RedisProcess() throws IOException {
    this("redis://127.0.0.1", List.of());
  }

  /** Starts one that answers in TLS alone, as {@code localhost}, who gives its password. */
  RedisProcess(Path certificate, Path key, Secret password) throws IOException {
    this(
        "rediss://:" + password.value() + "@localhost",
        List.of(
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-auth-clients",
            "no",
            "--requirepass",
            password.value()));
  }

  private RedisProcess(String login, List<String> security) throws IOException {
    this.login = login;
    folder = Files.createTempDirectory("latchkey-redis");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (InputStream binary = RedisProcess.class.getResourceAsStream("/" + binary())) {
      Path file = folder.resolve("redis-server");
      Files.copy(binary, file, StandardCopyOption.REPLACE_EXISTING);
      file.toFile().setExecutable(true);
    }
    if (security.isEmpty()) {
      settings.addAll(List.of("--port", String.valueOf(port)));
    } else {
      settings.addAll(List.of("--port", "0", "--tls-port", String.valueOf(port)));
    }
    settings.addAll(security);
    start();
  }

  private static String binary() {
    boolean arm = System.getProperty("os.arch").contains("aarch64");
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")) {
      return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
    }
    return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
  }

  /** Starts it at its port; returns when it answers. */
  public void start() throws IOException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("redis-server").toString()));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
    command.addAll(settings);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await().until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns its address. */
  public Secret uri() {
    return new Secret(login + ":" + port);
  }

  int port() {
    return port;
  }

  /** Does what somebody with access to the server does. */
  Object ask(Command command, byte[]... arguments) {
    try (RedisLink link = RedisLink.open(RedisAddress.parse(uri()), 5_000)) {
      return link.ask(command, arguments);
    }
  }

  Object ask(Command command, String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = RedisLink.bytes(arguments[i]);
    }
    return ask(command, bytes);
  }

  /** Returns the names that begin so in the namespace. */
  List<byte[]> names(String pattern) {
    return ((List<?>) ask(Command.KEYS, pattern)).stream().map(byte[].class::cast).toList();
  }

  /** Forgets everything. */
  public void empty() {
    ask(Command.FLUSHALL, new byte[0][]);
  }

  /** Sets one of its settings, such as {@code maxmemory}. */
  public void set(String setting, String value) {
    ask(Command.CONFIG, "SET", setting, value);
  }

  /** Makes a user with these rules. */
  public void allow(String name, String... rules) {
    List<String> all = new ArrayList<>(List.of("SETUSER", name));
    all.addAll(List.of(rules));
    ask(Command.ACL, all.toArray(new String[0]));
  }

  /** Returns how many entries of users there are. */
  public long users() {
    return names("lk:*:session:*").stream()
        .filter(name -> !new String(name, StandardCharsets.UTF_8).contains(":e:"))
        .count();
  }

  /** Sends it a signal, such as STOP. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Ends it. */
  public void stop() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    stop();
    for (String each : List.of("redis-server", "log", "dump.rdb")) {
      Files.deleteIfExists(folder.resolve(each));
    }
    Files.deleteIfExists(folder);
  }
}
