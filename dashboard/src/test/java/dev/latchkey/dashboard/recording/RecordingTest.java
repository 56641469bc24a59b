package dev.latchkey.dashboard.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.dashboard.server.RecordingServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final String MANIFEST =
      "{\"format\":\"latchkey-bundle\",\"version\":1,\"takenAt\":\"2026-11-27T12:00:00Z\"}";

  @TempDir private Path directory;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> sound() {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("manifest.json", utf8(MANIFEST));
    entries.put("api/v1/status.json", utf8("{\"verdict\":{\"level\":\"ok\",\"text\":\"Well.\"}}"));
    entries.put("api/v1/timeseries.json", utf8("{}"));
    return entries;
  }

  private File zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return Files.write(directory.resolve("bundle.zip"), bytes.toByteArray()).toFile();
  }

  @Test
  void showsWhatARealAgentAnswered() throws IOException {
    var file = directory.resolve("real.zip");
    try (var agent = new TestServer(directory.toFile());
        var out = Files.newOutputStream(file);
        var bundle = new Bundle(out, Instant.parse("2026-11-27T12:00:00Z"), "1.0")) {
      agent.app().second(20);
      var paths = Bundle.resources(agent.http().get("/api/v1/openapi.json").json());
      assertThat(paths)
          .contains("/api/v1/status", "/api/v1/config", "/api/v1/audit", "/api/v1/gates")
          .contains("/api/v1/events", "/api/v1/timeseries", "/api/v1/database/pools")
          .doesNotContain("/api/v1/session", "/api/v1/live");
      for (var path : paths) {
        bundle.add(path, utf8(agent.http().get(path).body()));
      }
      bundle.metrics(utf8(agent.http().get("/metrics").body()));
    }
    try (var server = new RecordingServer(Recording.read(file.toFile()), 0)) {
      var http = Http.on(server.start().getPort());
      assertThat(http.get("/").body()).contains("<!doctype html>");
      assertThat(http.get("/ui/phases").status()).isEqualTo(200);
      assertThat(http.get("/ui/app.js").status()).isEqualTo(200);
      assertThat(http.get("/api/v1/status").json().path("verdict").path("text").asText())
          .startsWith("Recording of 2026-11-27T12:00:00Z: ");
      assertThat(http.get("/api/v1/timeseries?range=5m").json().path("times").size()).isEqualTo(1);
      assertThat(http.get("/api/v1/session").json().path("readOnly").asBoolean()).isTrue();
      assertThat(http.get("/metrics").body()).contains("latchkey_");
      assertThat(http.json("POST", "/api/v1/off", "{}").problem()).isEqualTo("read-only");
      assertThat(http.with("Host", "attacker.example").get("/").status()).isEqualTo(421);
      assertThat(http.with("Origin", "null").get("/api/v1/status").status()).isEqualTo(403);
      assertThat(http.get("/api/v1/nothing").problem()).isEqualTo("not-found");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/cron.d/evil",
        "/etc/passwd",
        "api/v1/../../evil.json",
        "api/v1/status.json/../x.json",
        "..\\evil.json",
        "api/v1/\u0000.json",
        "evil.sh"
      })
  void refusesNamesThatLeadElsewhere(String name) throws IOException {
    var entries = sound();
    entries.put(name, utf8("{}"));
    var file = zip(entries);
    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("an entry that no bundle has")
        .message()
        .doesNotContain("evil");
    assertThat(directory.toFile().list()).containsExactly("bundle.zip");
  }

  @Test
  void refusesABombWithoutUnpackingIt() throws IOException {
    var entries = sound();
    entries.put("api/v1/phases.json", new byte[17 * 1024 * 1024]);
    var file = zip(entries);
    assertThat(file.length()).isLessThan(100_000);
    assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("larger, once unpacked");
    entries.clear();
    entries.putAll(sound());
    for (int i = 0; i < 5; i++) {
      entries.put("api/v1/a" + i + ".json", utf8("{" + " ".repeat(15 * 1024 * 1024) + "}"));
    }
    var many = zip(entries);
    assertThatThrownBy(() -> Recording.read(many)).hasMessageContaining("larger, once unpacked");
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    var entries = sound();
    for (int i = 0; i < 200; i++) {
      entries.put("api/v1/a" + i + ".json", utf8("{}"));
    }
    var file = zip(entries);
    assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("more than 128 entries");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "manifest.json | [] | manifest.json is no JSON object",
        "manifest.json | {\"format\":\"x\"} | of another format",
        "manifest.json | {\"format\":\"latchkey-bundle\",\"version\":2} | another version",
        "manifest.json | {\"format\":\"latchkey-bundle\",\"version\":1} | when it was made",
        "api/v1/status.json | {\"canary | no JSON object",
        "api/v1/status.json | <script>canary</script> | no JSON object",
        "api/v1/events.json | [[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]] | no JSON object"
      })
  void saysWhatIsWrongInside(String name, String content, String said) throws IOException {
    var entries = sound();
    entries.put(name, utf8(content));
    var file = zip(entries);
    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("bundle.zip")
        .message()
        .doesNotContain("canary");
  }

  @Test
  void saysThatAFileIsNoBundle() throws IOException {
    var text = Files.writeString(directory.resolve("text"), "no zip").toFile();
    assertThatThrownBy(() -> Recording.read(text)).hasMessageContaining("it has no manifest.json");
    var none = directory.resolve("none").toFile();
    assertThatThrownBy(() -> Recording.read(none)).hasMessageContaining("cannot be read");
    var whole = Files.readAllBytes(zip(sound()).toPath());
    var cut = Files.write(directory.resolve("cut"), java.util.Arrays.copyOf(whole, 120)).toFile();
    assertThatThrownBy(() -> Recording.read(cut)).isInstanceOf(IOException.class);
  }

  /** Bytes of the file, and of what is packed in it. {@code -Dfuzz.rounds} looks longer. */
  @Test
  void whateverIsInAFileItIsReadOrRefusedWithAReason() throws IOException {
    int rounds = Integer.getInteger("fuzz.rounds", 600);
    for (long seed = 20_261_128; seed < 20_261_128L + rounds; seed++) {
      var random = new Random(seed);
      boolean inside = random.nextBoolean();
      var entries = sound();
      if (inside) {
        entries.replaceAll((name, bytes) -> torn(bytes, random));
      }
      var file = zip(entries);
      if (!inside) {
        Files.write(file.toPath(), torn(Files.readAllBytes(file.toPath()), random));
      }
      try {
        assertThat(Recording.read(file).answers()).containsKey("/api/v1/status");
      } catch (IOException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank().doesNotContain("\n");
      } catch (RuntimeException | StackOverflowError broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
  }

  private static byte[] torn(byte[] sound, Random random) {
    var bytes = sound.clone();
    for (int n = random.nextInt(6); n > 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
