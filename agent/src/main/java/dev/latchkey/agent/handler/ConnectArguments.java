package dev.latchkey.agent.handler;

import dev.latchkey.runtime.pool.ConnectRequest;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Tells from a woven call what an application wants to connect to. Thread-safe. */
interface ConnectArguments {
  /** The private method that all of {@code DriverManager} ends in. */
  ConnectArguments OF_DRIVER_MANAGER =
      (self, arguments) ->
          arguments.length == 3
                  && arguments[0] instanceof String url
                  && arguments[1] instanceof Properties properties
                  && arguments[2] instanceof Class<?> caller
              ? new ConnectRequest(url, properties, caller)
              : null;

  /** Returns what is asked for; null when that is none of the pool's business. */
  @Nullable ConnectRequest of(@Nullable Object self, @Nullable Object[] arguments);
}
