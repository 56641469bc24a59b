package dev.latchkey.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.metrics.WovenMethod;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LibraryLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final ManualTicker ticker = new ManualTicker();
  private final LibraryLines lines =
      new LibraryLines(
          metrics, ticker, new AgentLog(new PrintStream(out, true, StandardCharsets.UTF_8)));

  private static final class ManualTicker implements Ticker {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  @BeforeEach
  void register() {
    for (String name : List.of("fetch", "verify")) {
      metrics.register(
          new TargetInfo(name, Layer.JWT, "com.acme." + name, name, "exact", "preset:tokens"));
    }
    metrics.register(new TargetInfo("mine", Layer.JWT, "a.B", "c", "exact", "config"));
  }

  private void woven(String name) {
    WovenMethod method = new WovenMethod("com.acme." + name, name + "()", "app", "t.jar", "1.2");
    metrics.weaving(name, new WeavingStatus(State.WOVEN, "", List.of(method)));
  }

  private void unmatched(String name) {
    metrics.weaving(name, new WeavingStatus(State.UNMATCHED, "declares verify(int)", List.of()));
  }

  private List<String> tell() {
    lines.tell();
    List<String> told = out.toString(StandardCharsets.UTF_8).lines().toList();
    out.reset();
    return told;
  }

  private void halfAMinuteLater() {
    ticker.nanos += Duration.ofSeconds(30).toNanos();
  }

  @Test
  @DisplayName(
      "F-2 one line says what was woven of a library, and at most one more what came later")
  void tellsTwiceAtMost() {
    assertThat(tell()).isEmpty();
    woven("fetch");
    assertThat(tell())
        .containsExactly(
            "[latchkey] INFO LK-2011 tokens 1.2: 1/2 methods woven (verify: not loaded yet)");
    assertThat(tell()).isEmpty();
    woven("verify");
    assertThat(tell()).isEmpty();
    halfAMinuteLater();
    assertThat(tell()).containsExactly("[latchkey] INFO LK-2011 tokens 1.2: 2/2 methods woven");
    unmatched("verify");
    halfAMinuteLater();
    assertThat(tell()).isEmpty();
  }

  @Test
  void saysNothingMoreWhenNothingCameLater() {
    woven("fetch");
    assertThat(tell()).hasSize(1);
    halfAMinuteLater();
    assertThat(tell()).isEmpty();
  }

  @Test
  @DisplayName("F-2 a version whose methods are others is left alone and told of once")
  void tellsOfAVersionThatDoesNotMatch() {
    unmatched("verify");
    assertThat(tell()).isEmpty();
    halfAMinuteLater();
    assertThat(tell())
        .containsExactly(
            "[latchkey] WARN LK-2012 tokens: 0/2 methods woven (fetch: not loaded yet;"
                + " verify: declares verify(int)); this version is left alone");
    halfAMinuteLater();
    assertThat(tell()).isEmpty();
  }
}
