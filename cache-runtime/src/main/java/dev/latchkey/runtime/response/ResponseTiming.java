package dev.latchkey.runtime.response;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the auth operations of one request took together, and its response. Thread-safe; of two
 * threads that end work at the same moment one writes, and the other's share is told with the next.
 */
final class ResponseTiming {
  static final String HEADER = "Server-Timing";

  private static final Layer[] LAYERS = Layer.values();
  private static final String FIRST = Layer.AUTH.id() + ";dur=";
  private static final int MICROS = 1_000;

  private final OpenResponse response;
  private final ServerTiming owner;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLongArray selfNanos = new AtomicLongArray(LAYERS.length);
  private final AtomicBoolean writing = new AtomicBoolean();

  // Written by whoever writes.
  private String written = "";
  private @Nullable Boolean allowed;

  private volatile @Nullable Arriving open;

  ResponseTiming(OpenResponse response, ServerTiming owner) {
    this.response = response;
    this.owner = owner;
  }

  void finished(Operation operation, long elapsedNanos) {
    Arriving around = open;
    if (around == null) {
      total.addAndGet(elapsedNanos);
    } else {
      around.nestedNanos.addAndGet(elapsedNanos);
    }
    for (Layer layer : LAYERS) {
      selfNanos.addAndGet(layer.ordinal(), operation.selfNanos(layer));
    }
    write();
  }

  LongConsumer begun(Layer layer) {
    Arriving arriving = new Arriving(layer, open);
    open = arriving;
    return arriving;
  }

  /** Work that goes on after its call: its time is its own, less what ran inside. */
  private final class Arriving implements LongConsumer {
    private final Layer layer;
    private final @Nullable Arriving around;
    private final AtomicLong nestedNanos = new AtomicLong();

    Arriving(Layer layer, @Nullable Arriving around) {
      this.layer = layer;
      this.around = around;
    }

    @Override
    public void accept(long elapsedNanos) {
      if (open == this) {
        open = around;
      }
      if (around == null) {
        total.addAndGet(elapsedNanos);
      } else {
        around.nestedNanos.addAndGet(elapsedNanos);
      }
      selfNanos.addAndGet(layer.ordinal(), Math.max(0, elapsedNanos - nestedNanos.get()));
      write();
    }
  }

  private void write() {
    if (!owner.isOn() || !writing.compareAndSet(false, true)) {
      return;
    }
    try {
      if (isAllowed() && response.isOpen()) {
        replace(text());
      }
    } catch (Throwable failure) {
      owner.failed(failure);
    } finally {
      writing.set(false);
    }
  }

  private boolean isAllowed() throws Throwable {
    Boolean known = allowed;
    if (known == null) {
      known = owner.allows(response.client());
      allowed = known;
    }
    return known;
  }

  /**
   * Puts our value in place of the one before, beside those of the application. Where another
   * thread that served the same request has said something already, that stays as it is.
   */
  private void replace(String text) throws Throwable {
    Collection<String> before = response.values(HEADER);
    List<String> values = new ArrayList<>(before.size() + 1);
    for (String value : before) {
      if (!value.equals(written)) {
        if (value.startsWith(FIRST)) {
          return;
        }
        values.add(value);
      }
    }
    values.add(text);
    response.replace(HEADER, values);
    written = text;
  }

  private String text() {
    StringBuilder text = new StringBuilder(FIRST);
    append(text, total.get());
    for (Layer layer : LAYERS) {
      if (layer != Layer.AUTH && layer != Layer.OTHER) {
        text.append(", ").append(layer.id()).append(";dur=");
        append(text, selfNanos.get(layer.ordinal()));
      }
    }
    return text.toString();
  }

  /** Milliseconds with three digits behind the point, whatever the JVM's language. */
  private static void append(StringBuilder text, long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    long rest = micros % MICROS;
    text.append(micros / MICROS).append('.');
    text.append((char) ('0' + rest / 100))
        .append((char) ('0' + rest / 10 % 10))
        .append((char) ('0' + rest % 10));
  }
}
