package dev.latchkey.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetLookup.Fetch;
import dev.latchkey.runtime.jwks.KeySetTicket;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetThreadTest {
  private static final String KEYS = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k1\"}]}";

  private final ManualTicker ticker = new ManualTicker();
  private final LatchkeyRuntime runtime = runtime("phases: { jwks: { enabled: true } }");
  private final KeySetCache cache = runtime.keySets();
  private final Fingerprint source = FingerprintBuilder.of("jwks").text("idp").build();
  private final KeySetThread thread =
      new KeySetThread(
          cache,
          runtime.refresher(),
          runtime.phases(),
          runtime.events(),
          runtime.metrics().errors());

  private LatchkeyRuntime runtime(String config) {
    return new LatchkeyRuntime(
        ConfigReader.read(config, "f", Map.of()).config().orElseThrow(), ticker);
  }

  private KeySetTicket fetch() {
    return ((Fetch) cache.lookup(source, List.of("k1"))).ticket();
  }

  private List<Event> events(EventLog log) {
    return log.after(0).stream().filter(event -> event.kind().startsWith("jwks.")).toList();
  }

  @Test
  @DisplayName("K-11 an outage is told once when it begins, and once when it is over")
  void outage() {
    cache.fetched(fetch(), KEYS, List.of());
    thread.tick();
    ticker.advance(Duration.ofMinutes(6));
    cache.failed(fetch(), true);
    for (int second = 0; second < 5; second++) {
      thread.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
    assertThat(events(runtime.events()))
        .singleElement()
        .satisfies(event -> assertThat(event.severity()).isEqualTo(Severity.WARN));

    cache.fetched(fetch(), KEYS, List.of());
    thread.tick();
    thread.tick();
    assertThat(events(runtime.events()))
        .extracting(Event::kind)
        .containsExactly("jwks.outage", "jwks.outage.over");
  }

  @Test
  void doesNothingAfterItWasClosed(@TempDir Path folder) {
    LatchkeyRuntime started =
        runtime("{ phases: { jwks: { enabled: true } }, history: { dir: '" + folder + "' } }");
    started.start();
    started.close();
    started.close();
    assertThat(started.refresher().wants(source)).isFalse();
  }
}
