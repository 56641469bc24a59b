package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, whose load ends before its time. */
@Timeout(300)
class BenchEndTest {
  private static final Path SHELL = Path.of("/bin/bash");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  private final AtomicInteger answered = new AtomicInteger();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer service;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(SHELL), "there is no shell to set limits with");
    Files.writeString(directory.resolve("tokens"), "token-of-a-user\n");
    service = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    service.setExecutor(workers);
    service.createContext(
        "/",
        exchange -> {
          answered.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
    workers.shutdownNow();
  }

  private Path results() {
    return directory.resolve("results");
  }

  private BenchResult result() throws IOException {
    return ResultJson.read(Files.readAllBytes(results().resolve("result.json")));
  }

  /**
   * Starts the command; what it prints is in the file {@code said}.
   *
   * @param before what the shell does first
   */
  private Process bench(String before, String... further) throws IOException {
    List<String> command = new ArrayList<>(List.of(SHELL.toString(), "-c"));
    command.add(before + " exec \"$@\"");
    command.add("bench");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The JVM's own file of figures would be the first that a limit of the size of files hits.
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(LatchkeyCommand.class.getName(), "bench"));
    command.add("http://127.0.0.1:" + service.getAddress().getPort() + "/");
    command.addAll(List.of("--tokens=" + directory.resolve("tokens"), "--out=" + results()));
    command.addAll(List.of("--duration=300ms", "--repetitions=2", "--capacity=100"));
    command.addAll(List.of("--max-connections=5", "--warm-up=0s"));
    command.addAll(List.of(further));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("said"), StandardCharsets.UTF_8);
  }

  private int end(Process process) throws InterruptedException, IOException {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void keepsWhatThereIsWhenItIsInterrupted() throws Exception {
    Process process = bench("", "--scenarios=warm,sustained", "--sustained=10m");
    // More than the first scenario sends.
    Awaitility.await().atMost(PATIENCE).until(() -> answered.get() > 30);
    // As Ctrl-C does, but that where a shell ignores Ctrl-C its children do too.
    process.destroy();
    assertThat(end(process)).as(said()).isEqualTo(143);
    assertThat(result().stopped()).isEqualTo("sustained stopped: it was interrupted");
    assertThat(result().scenario("warm").orElseThrow().state()).isEqualTo("complete");
    assertThat(result().scenario("sustained").orElseThrow().state()).isEqualTo("partial");
    assertThat(results().resolve("report.md")).content().contains("partial");
  }

  @Test
  void keepsWhatThereIsWhenTheServiceVanishes() throws Exception {
    Process process = bench("", "--scenarios=warm,sustained", "--sustained=10m");
    Awaitility.await().atMost(PATIENCE).until(() -> answered.get() > 30);
    service.stop(0);
    assertThat(end(process)).as(said()).isEqualTo(1);
    assertThat(result().stopped()).contains("no connection");
    assertThat(result().scenario("warm").orElseThrow().state()).isEqualTo("complete");
  }

  /** The kernel refuses what a file gets beyond 1 KiB, as it refuses it on a full disk. */
  @Test
  void tellsWhenThereIsNoRoomForTheResults() throws Exception {
    Process process = bench("ulimit -f 1;", "--scenarios=warm");
    assertThat(end(process)).as(said()).isEqualTo(1);
    assertThat(said()).contains("LK-4033", "results cannot be kept in " + results());
    try (var files = Files.list(results())) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .as("nothing that is cut off in the middle under a name that promises more")
          .noneMatch(name -> name.endsWith(".new"));
    }
  }
}
