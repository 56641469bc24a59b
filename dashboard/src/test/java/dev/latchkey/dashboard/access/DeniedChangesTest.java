package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.ManualTicker;
import dev.latchkey.runtime.audit.EventLog;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeniedChangesTest {
  @Test
  void aFloodBecomesOneEventAMinute() {
    var ticker = new ManualTicker(Instant.EPOCH);
    var events = new EventLog(100, ticker);
    var denied = new DeniedChanges(events, ticker);
    for (int i = 0; i < 1000; i++) {
      denied.note("POST /api/v1/off", 401);
    }
    assertThat(events.after(0)).hasSize(1);
    ticker.advance(Duration.ofMinutes(1));
    denied.note("POST /api/v1/off", 401);
    assertThat(events.after(1))
        .singleElement()
        .satisfies(event -> assertThat(event.text()).endsWith("999 earlier ones were left out."));
  }
}
