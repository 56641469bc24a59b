package dev.latchkey.runtime.pool;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a lease has to hear of a method. Immutable.
 *
 * @param sql whether the first argument is the text of a statement
 * @param touches whether an attribute of the connection is set
 * @param taint why the connection cannot be kept after it, or null
 */
record Effects(boolean sql, boolean touches, @Nullable Taint taint) {
  static final Effects NONE = new Effects(false, false, null);
  private static final Effects SQL = new Effects(true, false, null);
  private static final Effects TOUCHES = new Effects(false, true, null);
  private static final Effects BREAKS = new Effects(false, false, Taint.BROKEN);

  /** Driver-specific, and not known to leave the connection as it was. */
  private static final Effects UNKNOWN = new Effects(false, false, Taint.UNWRAPPED);

  private static final Set<String> PREPARES = Set.of("prepareStatement", "prepareCall");
  private static final Set<String> RUNS =
      Set.of("addBatch", "execute", "executeQuery", "executeUpdate", "executeLargeUpdate");

  /** Methods with arguments that change nothing of the session. */
  private static final Map<String, Set<String>> HARMLESS =
      Map.of(
          "org.postgresql.PGConnection",
          Set.of(
              "createArrayOf",
              "escapeIdentifier",
              "escapeLiteral",
              "getNotifications",
              "getParameterStatus"),
          "org.postgresql.PGStatement",
          Set.of("setAdaptiveFetch", "setPrepareThreshold", "setUseServerPrepare"),
          "org.postgresql.PGResultSetMetaData",
          Set.of("getBaseColumnName", "getBaseSchemaName", "getBaseTableName", "getFormat"));

  /** Setters of what a full reset takes back. */
  private static final Map<String, Set<String>> RESTORED =
      Map.of(
          "org.postgresql.PGConnection",
          Set.of("setAdaptiveFetch", "setAutosave", "setDefaultFetchSize", "setPrepareThreshold"));

  static Effects of(Method method, HandleKind kind) {
    if (!JdkTypes.includes(method.getDeclaringClass())) {
      return ofDriver(method);
    }
    return switch (kind) {
      case CONNECTION -> ofConnection(method.getName());
      case STATEMENT -> ofStatement(method);
      default -> NONE;
    };
  }

  private static Effects ofConnection(String name) {
    if (PREPARES.contains(name)) {
      return SQL;
    }
    if (name.equals("abort")) {
      return BREAKS;
    }
    boolean setter = name.startsWith("set") && !name.equals("setSavepoint");
    return setter || name.endsWith("Request") ? TOUCHES : NONE;
  }

  /** A cancellation may arrive late and meet the next borrower. */
  private static Effects ofStatement(Method method) {
    if (method.getName().equals("cancel")) {
      return BREAKS;
    }
    Class<?>[] parameters = method.getParameterTypes();
    boolean text = parameters.length > 0 && parameters[0] == String.class;
    return text && RUNS.contains(method.getName()) ? SQL : NONE;
  }

  /** Of a getter, what it returns decides. */
  private static Effects ofDriver(Method method) {
    String type = method.getDeclaringClass().getName();
    String name = method.getName();
    if (RESTORED.getOrDefault(type, Set.of()).contains(name)) {
      return TOUCHES;
    }
    boolean getter =
        method.getParameterCount() == 0
            && method.getReturnType() != void.class
            && (name.startsWith("get") || name.startsWith("is"));
    boolean harmless = HARMLESS.getOrDefault(type, Set.of()).contains(name);
    return getter || harmless ? NONE : UNKNOWN;
  }

  /** Tells the lease, before the driver is called. */
  void tell(Lease lease, @Nullable Object @Nullable [] arguments) {
    if (sql && arguments != null && arguments[0] instanceof String text) {
      lease.statement(text);
    }
    if (touches) {
      lease.touched();
    }
    if (taint != null) {
      lease.taint(taint);
    }
  }
}
