package dev.latchkey.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real Prometheus of the machine's own package, with data of its own. */
public final class Prometheus implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/bin/prometheus");
  private static final Path TOOL = Path.of("/usr/bin/promtool");
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI address;

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one that keeps exemplars, and waits until it answers. Without the package the test is
   * skipped, or fails where all tests are required.
   */
  public static Prometheus start(Path folder, String config) throws IOException {
    Needed.program(SERVER, "prometheus");
    int port = FreePort.find();
    Process server =
        new ProcessBuilder(
                SERVER.toString(),
                "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--enable-feature=exemplar-storage",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Prometheus started = new Prometheus(server, URI.create("http://127.0.0.1:" + port));
    Awaitility.await().atMost(LIMIT).until(started::isReady);
    return started;
  }

  /** It listens before it has read what it stored. */
  private boolean isReady() {
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException notListening) {
      return false;
    }
  }

  /** Returns what its tool says of a text that was scraped; empty when it has no objection. */
  public static String objections(Path folder, String metrics)
      throws IOException, InterruptedException {
    Path told = folder.resolve("promtool.log");
    Process tool =
        new ProcessBuilder(TOOL.toString(), "check", "metrics")
            .redirectInput(Files.writeString(folder.resolve("metrics.txt"), metrics).toFile())
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    int exit = tool.waitFor();
    String said = Files.readString(told);
    return exit == 0 ? said : "exit code " + exit + ": " + said;
  }

  /** Returns the value of the only series that an expression gives now; NaN without one. */
  public double value(String expression) {
    JsonNode series = get("/api/v1/query?query=" + encoded(expression)).at("/data/result");
    return series.size() == 1 ? series.at("/0/value/1").asDouble() : Double.NaN;
  }

  /** Returns the exemplars of the last hour. */
  public JsonNode exemplars(String expression) {
    long now = System.currentTimeMillis() / 1_000;
    return get("/api/v1/query_exemplars?query="
            + encoded(expression)
            + "&start="
            + (now - 3_600)
            + "&end="
            + (now + 60))
        .path("data");
  }

  /** Returns an answer of its API. */
  public JsonNode get(String path) {
    HttpResponse<String> response = send(path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(10)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
