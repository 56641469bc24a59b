package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The path on which every woven call is recorded makes no garbage: an auth operation, a segment in
 * it and one in that, as the advice calls the gate. JMH measures the same with woven classes.
 */
class RecordingAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int CALLS = 100_000;

  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final Sites sites = new Sites();
  private final Dispatcher dispatcher =
      new Dispatcher(
          sites,
          new OperationTracker(metrics, Ticker.system()),
          new Faults(metrics, (id, text) -> {}));

  private int site(String name, Layer layer, int group) throws ConfigSyntaxException {
    TargetConfig config =
        TargetConfig.builder(name, layer, "com.acme.Any", MethodPattern.parse("any")).build();
    TargetInfo info = new TargetInfo(name, layer, "com.acme.Any", "any", "exact", "config");
    var meter = metrics.register(info);
    metrics.weaving(name, new WeavingStatus(State.WOVEN, "", List.of()));
    return sites.open(
        new Target(config, meter, group, Optional.empty(), ""), null, "com.acme.Any#any()");
  }

  private void call(int[] nested, int depth, Throwable thrown) {
    if (depth == nested.length) {
      return;
    }
    int site = nested[depth];
    if (!dispatcher.isConsulted(site)) {
      Object call = dispatcher.beginCall(site);
      call(nested, depth + 1, thrown);
      if (call != null) {
        dispatcher.endCall(site, call, thrown);
      }
    }
  }

  private long allocatedBy(int[] nested, Throwable thrown) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    for (int i = 0; i < WARM_UP; i++) {
      call(nested, 0, thrown);
    }
    threads.getThreadAllocatedBytes(id);
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < CALLS; i++) {
      call(nested, 0, thrown);
    }
    return threads.getThreadAllocatedBytes(id) - before;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordedCallMakesNoGarbage(boolean failing) throws ConfigSyntaxException {
    int[] nested = {
      site("auth", Layer.AUTH, 1), site("jwt", Layer.JWT, 2), site("crypto", Layer.CRYPTO, 3)
    };
    Throwable thrown = failing ? new SecurityException("no") : null;
    long bytes = allocatedBy(nested, thrown);
    metrics.tick();

    assertThat(bytes).as("of %d operations", CALLS).isLessThan(CALLS);
    assertThat(metrics.targets()).allMatch(each -> each.calls() == WARM_UP + CALLS);
    assertThat(metrics.errors().total()).isZero();
  }

  /** So that the test above measures what it says. */
  @Test
  void anObjectForEachCallWouldBeSeen() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    Object[] kept = new Object[CALLS];
    for (int i = 0; i < CALLS; i++) {
      kept[i] = new Object();
    }
    assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
        .isGreaterThan(16L * CALLS);
    assertThat(kept).doesNotContainNull();
  }
}
