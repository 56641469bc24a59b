package dev.latchkey.dashboard;

import dev.latchkey.runtime.fleet.FleetView;
import dev.latchkey.runtime.fleet.FleetView.Instance;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import java.util.List;
import java.util.Map;

/** Three instances: one that is asked, one that agrees, one that does not and was not heard. */
final class SimulatedFleet {
  static final FleetView VIEW =
      new FleetView(
          true,
          3,
          List.of(
              instance("0a1b2c3d", "app-1:7070", true, 0, true, 0.93),
              instance("1a1b2c3d", "app-2:7070", false, 412, true, 0.91),
              instance("2a1b2c3d", "app-3:7070", false, 8_120, false, 0.12)));

  private SimulatedFleet() {}

  private static Instance instance(
      String id, String name, boolean own, long ageMillis, boolean agrees, double hits) {
    return new Instance(
        id,
        name,
        "1.0.0",
        own,
        ageMillis,
        ageMillis > 5_000,
        agrees,
        List.of(
            new Shared("jwt", true, false, 100, 1, ""),
            new Shared("session", agrees, false, 100, 2, "0a1b2c3d")),
        Map.of("session", hits));
  }
}
