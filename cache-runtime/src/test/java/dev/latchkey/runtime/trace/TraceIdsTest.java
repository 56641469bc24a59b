package dev.latchkey.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With OpenTelemetry's own API. */
class TraceIdsTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final TraceIds traces = new TraceIds();
  private final ClassLoader context = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(context);
  }

  @Test
  void tellsTheTraceOfTheThreadThatAsks() {
    assertThat(traces.current()).as("no span").isEmpty();
    var span =
        Span.wrap(
            SpanContext.create(
                ID, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault()));
    var scope = span.makeCurrent();
    try {
      assertThat(traces.current()).contains(ID);
    } finally {
      scope.close();
    }
    assertThat(traces.current()).isEmpty();
  }

  @Test
  void tellsNothingWhereTheApplicationHasNone() throws Exception {
    try (var none = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(none);
      assertThat(traces.current()).isEmpty();
    }
  }
}
