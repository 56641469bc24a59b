package dev.latchkey.agent.handler;

import dev.latchkey.runtime.discovery.AddressShape;
import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.Scan;
import java.net.HttpURLConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells a scan of the passages of one choke point. Thread-safe. */
final class ChokeHandler implements ProbeHandler {
  private final Scan scan;
  private final Choke choke;

  ChokeHandler(Scan scan, Choke choke) {
    this.scan = scan;
    this.choke = choke;
  }

  /** A passage, until it ends. */
  private record Passing(Object passage, AddressShape shape) {}

  @Override
  public @Nullable Object begun(@Nullable Object self, @Nullable Object[] arguments) {
    Object passage = scan.passing(choke);
    if (passage == null) {
      return null;
    }
    try {
      return new Passing(
          passage, choke == Choke.FETCH ? shape(self, arguments) : AddressShape.OTHER);
    } catch (RuntimeException strange) {
      return new Passing(passage, AddressShape.OTHER);
    }
  }

  /** The text of an address stays on the stack of this method. */
  private static AddressShape shape(@Nullable Object self, @Nullable Object[] arguments) {
    if (self instanceof HttpURLConnection connection) {
      return AddressShape.of(String.valueOf(connection.getURL()));
    }
    for (Object argument : arguments) {
      AddressShape shape =
          argument == null ? AddressShape.OTHER : AddressShape.of(argument.toString());
      if (shape != AddressShape.OTHER) {
        return shape;
      }
    }
    return self == null ? AddressShape.OTHER : ofCall(self);
  }

  /** The calls of OkHttp have their request with them. */
  private static AddressShape ofCall(Object self) {
    for (Class<?> type : self.getClass().getInterfaces()) {
      try {
        return AddressShape.of(String.valueOf(type.getMethod("request").invoke(self)));
      } catch (ReflectiveOperationException other) {
        // Not the interface of a call.
      }
    }
    return AddressShape.OTHER;
  }

  @Override
  public void ended(Object begun, @Nullable Object returned, @Nullable Throwable thrown) {
    if (!(begun instanceof Passing passing)) {
      return;
    }
    if (choke == Choke.FETCH && returned instanceof CompletableFuture<?> future) {
      Runnable answered = scan.fetching(passing.passage(), passing.shape());
      if (answered != null) {
        var unused = future.whenComplete((response, failure) -> answered.run());
      }
    } else {
      scan.passed(passing.passage(), passing.shape());
    }
  }
}
