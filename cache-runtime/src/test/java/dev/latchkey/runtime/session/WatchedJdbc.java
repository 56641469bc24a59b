package dev.latchkey.runtime.session;

import dev.latchkey.runtime.jdbc.Ending;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jdbc.StatementWatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Tells an observer of what is done with connections, as woven drivers do. */
final class WatchedJdbc {
  private final JdbcObserver observer;

  /** What hears of the statements of this thread. */
  @SuppressWarnings("ThreadLocalUsage") // one a test
  final ThreadLocal<@Nullable StatementWatch> watch = new ThreadLocal<>();

  WatchedJdbc(JdbcObserver observer) {
    this.observer = observer;
  }

  Connection watch(Connection real) {
    observer.opened(real, 1);
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> connection(real, method, arguments));
  }

  private @Nullable Object connection(
      Connection real, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    Object result = invoke(real, method, arguments);
    switch (method.getName()) {
      case "commit" -> observer.committed(real);
      case "rollback" -> observer.rolledBack(real);
      case "setAutoCommit" -> observer.autoCommit(real, (Boolean) arguments[0]);
      case "setSchema" -> observer.scoped(real, arguments[0]);
      case "close" -> observer.closed(real);
      case "createStatement", "prepareStatement" -> {
        String text = arguments == null ? null : (String) arguments[0];
        observer.created(real, (Statement) result, text);
        return statement((Statement) result);
      }
      default -> {}
    }
    return result;
  }

  private Object statement(Statement real) {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {PreparedStatement.class},
        (self, method, arguments) -> {
          if (!method.getName().startsWith("execute")) {
            return invoke(real, method, arguments);
          }
          String text = arguments == null ? null : (String) arguments[0];
          Object begun =
              method.getName().equals("executeBatch")
                  ? observer.beginBatch(real, watch.get())
                  : observer.begin(real, text, watch.get());
          boolean failed = true;
          try {
            Object result = invoke(real, method, arguments);
            failed = false;
            return result;
          } finally {
            observer.end(begun, new Ending(1, 1, failed, Ending.UNTOLD), null);
          }
        });
  }

  private static @Nullable Object invoke(
      Object real, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
