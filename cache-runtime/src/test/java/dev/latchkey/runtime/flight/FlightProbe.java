package dev.latchkey.runtime.flight;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;

/** Plays an application in which nobody records. */
public final class FlightProbe {
  private FlightProbe() {}

  public static void main(String[] args) {
    var events = new EventLog(10, Ticker.system());
    try (var flight = new FlightEvents(() -> 0)) {
      events.onEvent(flight::happened);
      flight.tick();
      var tracker = new OperationTracker(flight, Ticker.system());
      var operation = tracker.enter(Layer.AUTH, 1);
      if (operation != null) {
        tracker.exit(operation, 1, false);
      }
      flight.tick();
    }
    System.out.println("ended well");
  }
}
