package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * Targets whose methods call the dispatcher by hand, as the advice does, so that handlers can be
 * tried with a ticker that stands still.
 */
final class HandWoven implements AutoCloseable {
  private final LatchkeyRuntime runtime;
  private final Dispatcher dispatcher;
  private final Sites sites = new Sites();
  private final Map<String, Integer> numbers = new HashMap<>();
  final List<String> log = new ArrayList<>();

  HandWoven(String yaml, HandTicker ticker) {
    var config =
        ConfigReader.read("presets: none\nguard: { verify-hits: 0% }\n" + yaml, "f", Map.of());
    runtime = new LatchkeyRuntime(config.config().orElseThrow(), ticker);
    dispatcher =
        new Dispatcher(
            sites,
            runtime.operations(),
            new Faults(runtime.metrics(), (id, text) -> log.add(id + " " + text)));
    Handlers handlers = new Handlers(runtime, new Copiers(ByteBuddyAgent.install()));
    runtime
        .operations()
        .authTargetsConfigured(
            runtime.config().targets().stream()
                .anyMatch(target -> target.layer() == dev.latchkey.runtime.operation.Layer.AUTH));
    for (TargetConfig target : runtime.config().targets()) {
      TargetInfo info =
          new TargetInfo(
              target.name(),
              target.layer(),
              target.className(),
              target.method().toString(),
              target.match().id(),
              "config");
      Target woven = handlers.target(target, runtime.metrics().register(info), numbers.size());
      numbers.put(
          target.name(),
          sites.open(
              woven,
              HandWoven.class.getClassLoader(),
              target.className() + "#" + target.method().toString()));
    }
  }

  LatchkeyRuntime runtime() {
    return runtime;
  }

  /** Says when the values of a target's method are there. */
  void arrival(String target, Arrival arrival) {
    sites.arrival(numbers.get(target), arrival);
  }

  /** Runs {@code body} as the woven method of a target. */
  <T> T call(String target, Class<T> type, Object self, Object[] arguments, Callable<T> body)
      throws Exception {
    int site = numbers.get(target);
    Object call;
    if (dispatcher.isConsulted(site)) {
      call = dispatcher.enterCall(site, self, arguments);
      Object answer = call == null ? null : dispatcher.answerCall(call, type);
      if (answer != null) {
        return type.cast(answer);
      }
    } else {
      call = dispatcher.beginCall(site);
    }
    T returned = null;
    Exception thrown = null;
    try {
      returned = body.call();
    } catch (Exception failed) {
      thrown = failed;
    }
    Object substitute = call == null ? null : dispatcher.leaveCall(site, call, returned, thrown);
    if (substitute != null) {
      return type.cast(substitute);
    }
    if (thrown != null) {
      throw thrown;
    }
    return returned;
  }

  long outcome(String target, CacheOutcome outcome) {
    return runtime.metrics().targets().stream()
        .filter(snapshot -> snapshot.info().name().equals(target))
        .map(TargetSnapshot::outcomes)
        .findFirst()
        .orElseThrow()
        .getOrDefault(outcome, 0L);
  }

  long calls(String target) {
    return runtime.metrics().targets().stream()
        .filter(snapshot -> snapshot.info().name().equals(target))
        .findFirst()
        .orElseThrow()
        .calls();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
