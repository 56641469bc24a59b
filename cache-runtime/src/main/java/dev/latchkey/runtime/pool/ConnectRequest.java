package dev.latchkey.runtime.pool;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What an application asks a driver or a data source for: its own objects, looked at during the
 * call and not kept.
 *
 * @param url the address, secrets included
 * @param properties the rest, user and password included
 * @param caller the class that asked, as the JDK or the data source tells
 * @param opener what connects, a driver's or a data source's class; null when it is chosen by the
 *     address
 * @param obstacle why two such requests cannot be told to be equal, as a sentence; null when they
 *     can
 */
public record ConnectRequest(
    String url,
    Properties properties,
    @Nullable Class<?> caller,
    @Nullable Class<?> opener,
    @Nullable String obstacle) {
  /** A request at {@code DriverManager}. */
  public ConnectRequest(String url, Properties properties, @Nullable Class<?> caller) {
    this(url, properties, caller, null, null);
  }

  /** Returns the same text for every request: both parts may hold a password. */
  @Override
  public String toString() {
    return "ConnectRequest[***]";
  }
}
