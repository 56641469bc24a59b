package dev.latchkey.agent.handler;

import java.sql.Driver;
import org.jspecify.annotations.Nullable;

/** Learns of drivers as they register themselves. Thread-safe. */
final class RegisterHandler implements CallHandler {
  private final DriverClasses drivers;

  RegisterHandler(DriverClasses drivers) {
    this.drivers = drivers;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    if (arguments.length > 0 && arguments[0] instanceof Driver driver) {
      drivers.driver(driver);
    }
  }
}
