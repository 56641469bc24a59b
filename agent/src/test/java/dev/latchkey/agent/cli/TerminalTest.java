package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  /** See no-color.org: it is about colour and nothing else. */
  @Test
  void whoWantsNoColourIsToldHowFarItIsAllTheSame() {
    assertThat(Terminal.moves(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))).isTrue();
    assertThat(Terminal.moves(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(Terminal.moves(false, Map.of("TERM", "xterm"))).isFalse();
  }

  @Test
  void aLineIsWrittenOverOnATerminalAndToldOnceElsewhere() {
    StringWriter there = new StringWriter();
    try (StatusLine line = new StatusLine(new PrintWriter(there), true)) {
      line.show("gate: fail", "1s");
      line.show("gate: ok", "2s");
    }
    assertThat(there.toString()).isEqualTo("\rgate: fail, 1s\rgate: ok, 2s  \r            \r");

    StringWriter elsewhere = new StringWriter();
    try (StatusLine line = new StatusLine(new PrintWriter(elsewhere), false)) {
      line.show("gate: fail", "1s");
      line.show("gate: fail", "2s");
      line.show("gate: pass", "3s");
    }
    assertThat(elsewhere.toString().lines()).containsExactly("gate: fail, 1s", "gate: pass, 3s");
  }

  @Test
  void sentencesEndBeforeTheScreenDoes() {
    String text = Wrapped.text("word ".repeat(40).strip(), 14, 80);
    assertThat(text.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 80);
    assertThat(text.replaceAll("\\s+", " ")).isEqualTo("word ".repeat(40).strip());
  }
}
