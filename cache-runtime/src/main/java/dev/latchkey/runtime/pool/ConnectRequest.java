package dev.latchkey.runtime.pool;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What an application asks a driver for: its own objects, looked at during the call and not kept.
 *
 * @param url the address, secrets included
 * @param properties the rest, user and password included
 * @param caller the class that asked, as the JDK or the data source tells
 */
public record ConnectRequest(String url, Properties properties, @Nullable Class<?> caller) {
  /** Returns the same text for every request: both parts may hold a password. */
  @Override
  public String toString() {
    return "ConnectRequest[***]";
  }
}
