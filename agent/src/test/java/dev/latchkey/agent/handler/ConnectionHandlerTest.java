package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.Checkout;
import dev.latchkey.runtime.pool.ConnectRequest;
import dev.latchkey.runtime.pool.ConnectionEngine;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectionHandlerTest {
  private static final Connection RAW = connection();
  private static final Connection HANDLE = connection();
  private static final int CALLS = 2_000;

  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final Sites sites = new Sites();
  private final List<String> log = new ArrayList<>();
  private final Dispatcher dispatcher =
      new Dispatcher(
          sites,
          new OperationTracker(metrics, Ticker.system()),
          new Faults(metrics, (id, text) -> log.add(id + " " + text)));

  private static Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) ->
                method.getName().equals("equals") ? self == arguments[0] : 7);
  }

  /** An engine that serves, adopts or saves whatever is treated. */
  private record Engine(Connection served, List<ConnectRequest> requests)
      implements ConnectionEngine {
    @Override
    public Checkout checkout(ConnectRequest request, boolean treated) {
      requests.add(request);
      return treated ? new Treated(served) : null;
    }

    @Override
    public List<PoolSnapshot> pools() {
      return List.of();
    }
  }

  private record Treated(Connection served) implements Checkout {
    @Override
    public boolean adopts() {
      return true;
    }

    @Override
    public Connection connected(Connection fresh) {
      return HANDLE;
    }

    @Override
    public Connection failed(Throwable failure) {
      return HANDLE;
    }
  }

  private int site(ConnectionEngine engine, PhaseSetting setting) throws Exception {
    PhaseSwitches phases =
        new PhaseSwitches(
            Map.of(Phase.POOL, setting),
            Set.of(Phase.POOL),
            Ticker.system(),
            new EventLog(10, Ticker.system()));
    TargetConfig config =
        TargetConfig.builder(
                "connect", Layer.DB, "java.sql.DriverManager", MethodPattern.parse("getConnection"))
            .build();
    TargetMeter meter =
        metrics.register(
            new TargetInfo(
                "connect", Layer.DB, "java.sql.DriverManager", "getConnection", "exact", "preset"));
    return sites.open(
        new Target(
            config,
            meter,
            1,
            Optional.of(new ConnectionHandler(engine, phases, ConnectArguments.OF_DRIVER_MANAGER)),
            ""),
        null,
        "java.sql.DriverManager#getConnection()");
  }

  private Object call(int site, Object returned, Throwable thrown) {
    Object[] arguments = {"jdbc:x", new Properties(), ConnectionHandlerTest.class};
    Object call = dispatcher.enterCall(site, null, arguments);
    Object answer = dispatcher.answerCall(call, Connection.class);
    if (answer != null) {
      return answer;
    }
    Object substitute = dispatcher.leaveCall(site, call, returned, thrown);
    return substitute == null ? returned : substitute;
  }

  @Test
  @DisplayName("POOL-39 the share is drawn for each call; the others get the driver's object")
  void drawsEachCall() throws Exception {
    int site = site(new Engine(HANDLE, new ArrayList<>()), new PhaseSetting(true, 30));
    int handles = 0;
    for (int i = 0; i < CALLS; i++) {
      handles += call(site, RAW, null) == HANDLE ? 1 : 0;
    }
    assertThat(handles).isBetween(CALLS * 25 / 100, CALLS * 35 / 100);
    assertThat(metrics.targets().get(0).outcomes())
        .containsEntry(CacheOutcome.HIT, (long) handles)
        .containsEntry(CacheOutcome.DISABLED, (long) CALLS - handles);
    assertThat(log).isEmpty();
  }

  @Test
  @DisplayName("POOL-38 switched off no call is looked at")
  void isOff() throws Exception {
    List<ConnectRequest> requests = new ArrayList<>();
    int site = site(new Engine(HANDLE, requests), new PhaseSetting(false, 100));
    assertThat(call(site, RAW, null)).isSameAs(RAW);
    assertThat(requests).isEmpty();
  }

  @Test
  void putsHandlesInPlaceOfFreshConnectionsAndOfFailures() throws Exception {
    int site = site(new Engine(null, new ArrayList<>()), new PhaseSetting(true, 100));
    assertThat(call(site, RAW, null)).isSameAs(HANDLE);
    assertThat(call(site, null, new SQLException("full", "53300"))).isSameAs(HANDLE);
    assertThat(metrics.targets().get(0).outcomes()).containsEntry(CacheOutcome.MISS, 2L);
  }
}
