package dev.latchkey.runtime.pool;

import java.util.function.Consumer;

/** The checkouts that have not ended. Thread-safe. */
@FunctionalInterface
interface LeaseList {
  /** Tells of each; one that ends or begins meanwhile may be among them or not. */
  void each(Consumer<Lease> reader);
}
