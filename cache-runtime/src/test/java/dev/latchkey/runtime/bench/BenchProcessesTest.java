package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands for the command; its working directory is the folder of the run. */
class BenchProcessesTest {
  private static final String TOKEN = "a-token-that-nobody-may-see";
  private static final BenchOrder ORDER =
      new BenchOrder(
          URI.create("http://127.0.0.1:8080/orders?user=alice"),
          TOKEN,
          Set.of(ScenarioKind.ERRORS, ScenarioKind.WARM),
          4,
          2,
          50,
          1000);

  @TempDir private Path folder;

  private final EventLog events = new EventLog(100, Ticker.system());
  private BenchProcesses runs = new BenchProcesses(List::of, events, Ticker.system());

  @AfterEach
  void end() {
    runs.close();
  }

  private void command(String script) {
    runs =
        new BenchProcesses(() -> List.of("/bin/sh", "-c", script, "sh"), events, Ticker.system());
  }

  private BenchProcessState begin() throws IOException {
    return runs.begin(ORDER, "alice", Optional.of(URI.create("http://127.0.0.1:7171/")))
        .orElseThrow();
  }

  private BenchProcessState over(String id) {
    await().atMost(Duration.ofSeconds(90)).until(() -> runs.named(id).orElseThrow().isOver());
    return runs.named(id).orElseThrow();
  }

  private Path result(String state) throws IOException {
    BenchResult begun = BenchResult.begun("run-1", Instant.EPOCH, Map.of());
    BenchResult result = state.equals("running") ? begun : begun.ended("");
    return Files.write(folder.resolve("kept.json"), ResultJson.write(result));
  }

  @Test
  void giveTheCommandItsTokensInAFileThatIsGoneAfterwards() throws IOException {
    Path seen = folder.resolve("seen");
    command(
        "cp %s result.json; (pwd; cat tokens.txt; echo; ls -ld . | cut -c1-10; echo \"$@\") > %s"
            .formatted(result("complete"), seen));
    BenchProcessState begun = begin();
    assertThat(begun.state()).isEqualTo("running");
    BenchProcessState end = over(begun.id());
    assertThat(end.state()).isEqualTo("complete");
    assertThat(end.result()).isPresent();
    List<String> lines = Files.readAllLines(seen);
    assertThat(Path.of(lines.get(0))).doesNotExist();
    assertThat(lines.get(1)).isEqualTo(TOKEN);
    assertThat(lines.get(2)).isEqualTo("drwx------");
    assertThat(lines.get(3))
        .startsWith("bench http://127.0.0.1:8080/orders?user=alice --tokens ")
        .contains("--scenarios warm,errors --duration 4s")
        .contains("--repetitions 2")
        .contains("--max-rate 1000 --capacity 50 --url http://127.0.0.1:7171/")
        .doesNotContain(TOKEN);
    assertThat(events.after(0)).extracting(Event::kind).contains("bench.started", "bench.ended");
    assertThat(events.after(0).toString() + begun + end + ORDER).doesNotContain(TOKEN);
    assertThat(events.after(0).toString()).doesNotContain("user=alice");
  }

  @Test
  void runOneAtATimeAndKeepWhatThereIsWhenItIsEnded() throws IOException {
    command(
        "trap 'exit 130' TERM; cp %s result.json; while :; do sleep 0.1; done"
            .formatted(result("running")));
    BenchProcessState begun = begin();
    assertThat(runs.begin(ORDER, "bob", Optional.empty())).isEmpty();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> runs.named(begun.id()).orElseThrow().result().isPresent());
    assertThat(runs.abort("run-7")).isEmpty();
    assertThat(runs.abort(begun.id()).orElseThrow().state()).isEqualTo("ending");
    BenchProcessState end = over(begun.id());
    assertThat(end.state()).isEqualTo("stopped");
    assertThat(end.result()).isPresent();
    assertThat(runs.abort(begun.id())).isEmpty();
    assertThat(begin().id()).isEqualTo("run-2");
    assertThat(runs.all()).extracting(BenchProcessState::id).containsExactly("run-2", "run-1");
  }

  @Test
  void sayWhatTheCommandSaidWhereItMeasuredNothing() throws IOException {
    command("echo 'starting'; echo 'LK-4032 half of the requests fail' >&2; exit 1");
    BenchProcessState end = over(begin().id());
    assertThat(end.state()).isEqualTo("failed");
    assertThat(end.message()).isEqualTo("LK-4032 half of the requests fail");
  }

  @Test
  void areRefusedWhereNoProcessCanBeStarted() {
    assertThatThrownBy(this::begin).isInstanceOf(IOException.class).hasMessageContaining("file");
    runs = new BenchProcesses(() -> List.of("/no/such/java"), events, Ticker.system());
    assertThatThrownBy(this::begin).isInstanceOf(IOException.class);
    assertThat(runs.all()).isEmpty();
  }

  @Test
  void giveNoAgentToTheMeasuringJvm() throws IOException {
    Path seen = folder.resolve("environment");
    command("env | cut -d= -f1 > %s".formatted(seen));
    over(begin().id());
    assertThat(Files.readAllLines(seen)).doesNotContain("JAVA_TOOL_OPTIONS", "LATCHKEY_CONFIG");
  }
}
