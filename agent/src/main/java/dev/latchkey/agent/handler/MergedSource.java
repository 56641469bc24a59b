package dev.latchkey.agent.handler;

import dev.latchkey.runtime.pool.ConnectRequest;
import java.sql.Driver;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source with a method that takes all of its settings as one object of properties. Its
 * address comes from {@code getUrl}. Thread-safe.
 */
final class MergedSource implements ConnectArguments {
  private final String className;
  private final boolean anyDriver;
  private final ObjectPart url = new ObjectPart("this.url");
  private final ObjectPart driver = new ObjectPart("this.driver");

  /**
   * @param className the data source's own class; one of a subclass may do more
   * @param anyDriver whether the data source is given a driver, by {@code setDriver}
   */
  MergedSource(String className, boolean anyDriver) {
    this.className = className;
    this.anyDriver = anyDriver;
  }

  @Override
  public @Nullable ConnectRequest of(@Nullable Object self, @Nullable Object[] arguments) {
    if (!(self instanceof DataSource source)
        || arguments.length != 1
        || !(arguments[0] instanceof Properties properties)
        || !(url.of(source) instanceof String address)) {
      return null;
    }
    Class<?> type = source.getClass();
    if (!type.getName().equals(className)) {
      return SourceObstacles.subclass(type);
    }
    if (!anyDriver) {
      return new ConnectRequest(address, properties, type, type, null);
    }
    return driver.of(source) instanceof Driver connects
        ? new ConnectRequest(
            address, properties, type, connects.getClass(), SourceObstacles.driver(connects))
        : null;
  }
}
