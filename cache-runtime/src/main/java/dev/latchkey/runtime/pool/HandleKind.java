package dev.latchkey.runtime.pool;

import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.Closeable;
import java.io.StringReader;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an object that a driver hands out is to a handle. */
enum HandleKind {
  CONNECTION(Connection.class),
  STATEMENT(CallableStatement.class, PreparedStatement.class, Statement.class),
  RESULT_SET(ResultSet.class),
  DATABASE_META_DATA(DatabaseMetaData.class),
  RESULT_SET_META_DATA(ResultSetMetaData.class),
  PARAMETER_META_DATA(ParameterMetaData.class),
  ARRAY(Array.class),
  /** Leads nowhere: handed out as it is. */
  VALUE,
  /** An array: as its elements are. It is handed out as it is, since it cannot be replaced. */
  ELEMENTS,
  /** May lead back to the connection in a way that no handle sees: handed out as it is. */
  ESCAPE;

  /** Kinds that some drivers implement as mere data. */
  private static final Set<HandleKind> OFTEN_DETACHED =
      Set.of(RESULT_SET_META_DATA, PARAMETER_META_DATA, ARRAY);

  private static final Set<Class<?>> IN_MEMORY =
      Set.of(ByteArrayInputStream.class, StringReader.class, CharArrayReader.class);

  /** The JDK's interfaces, the narrowest first. */
  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Class<?>> interfaces;

  HandleKind(Class<?>... interfaces) {
    this.interfaces = List.of(interfaces);
  }

  static HandleKind of(Class<?> driverClass) {
    if (driverClass.isArray()) {
      Class<?> element = driverClass.getComponentType();
      return element.isPrimitive() || element == String.class ? VALUE : ELEMENTS;
    }
    if (JdkTypes.includes(driverClass)) {
      boolean stream =
          Closeable.class.isAssignableFrom(driverClass) && !IN_MEMORY.contains(driverClass);
      return stream ? ESCAPE : VALUE;
    }
    for (HandleKind kind : values()) {
      if (kind.jdkInterface(driverClass) != null) {
        boolean value = OFTEN_DETACHED.contains(kind) && Detached.is(driverClass);
        return value ? VALUE : kind;
      }
    }
    return Detached.is(driverClass) ? VALUE : ESCAPE;
  }

  /** Returns the narrowest of the JDK's interfaces of this kind that the class implements. */
  @Nullable Class<?> jdkInterface(Class<?> driverClass) {
    for (Class<?> type : interfaces) {
      if (type.isAssignableFrom(driverClass)) {
        return type;
      }
    }
    return null;
  }
}
