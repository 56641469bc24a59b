package dev.latchkey.runtime.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * Finds out where the statements of a driver keep the values of their parameters. Everything is
 * made of handles to the driver's own members, so that what is kept with its classes reaches
 * nothing of ours.
 */
final class DriverParameters {
  private static final Lookup OWN = MethodHandles.lookup();
  private static final MethodType FORM =
      MethodType.methodType(Object.class, Object.class, int.class);

  private final ClassLoader loader;

  private DriverParameters(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Returns what reads the value that is set at a place, from 0, and what reads its type: its
   * number for PostgreSQL, its enum for MySQL, a length or null for MariaDB, the value's text for
   * H2. Empty for statements of others.
   */
  static List<MethodHandle> of(Class<?> statement) {
    for (Class<?> each = statement; each != null; each = each.getSuperclass()) {
      ClassLoader loader = each.getClassLoader();
      if (loader != null) {
        List<MethodHandle> found = new DriverParameters(loader).declaredBy(each);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  private List<MethodHandle> declaredBy(Class<?> statement) {
    try {
      return switch (statement.getName()) {
        case "org.postgresql.jdbc.PgPreparedStatement" -> postgreSql(statement);
        case "com.mysql.cj.jdbc.StatementImpl" -> mySql(statement);
        case "org.mariadb.jdbc.BasePreparedStatement" -> mariaDb(statement);
        case "org.h2.jdbc.JdbcPreparedStatement" -> h2(statement);
        default -> List.of();
      };
    } catch (ReflectiveOperationException | RuntimeException | LinkageError madeOtherwise) {
      return List.of();
    }
  }

  private List<MethodHandle> postgreSql(Class<?> statement) throws ReflectiveOperationException {
    MethodHandle list = field(statement, "preparedParameters");
    MethodHandle values = then(list, method(list, "getValues"));
    MethodHandle types = then(list, method(list, "getTypeOIDs"));
    return List.of(form(element(values, Object[].class)), form(element(types, int[].class)));
  }

  private List<MethodHandle> mySql(Class<?> statement) throws ReflectiveOperationException {
    MethodHandle query = as(field(statement, "query"), "com.mysql.cj.PreparedQuery");
    MethodHandle bindings = then(query, method(query, "getQueryBindings"));
    MethodHandle all = then(bindings, method(bindings, "getBindValues"));
    MethodHandle one = element(all, all.type().returnType());
    return List.of(
        form(then(one, method(one, "getValue"))), form(then(one, method(one, "getMysqlType"))));
  }

  private List<MethodHandle> mariaDb(Class<?> statement) throws ReflectiveOperationException {
    MethodHandle all = field(statement, "parameters");
    Class<?> list = all.type().returnType();
    Class<?> parameter = Class.forName("org.mariadb.jdbc.client.util.Parameter", false, loader);
    MethodHandle get =
        lookup(list).findVirtual(list, "get", MethodType.methodType(parameter, int.class));
    MethodHandle one =
        as(MethodHandles.filterArguments(get, 0, all), "org.mariadb.jdbc.codec.Parameter");
    Class<?> kind = one.type().returnType();
    return List.of(form(then(one, field(kind, "value"))), form(then(one, field(kind, "length"))));
  }

  private List<MethodHandle> h2(Class<?> statement) throws ReflectiveOperationException {
    MethodHandle command = field(statement, "command");
    MethodHandle all = then(command, method(command, "getParameters"));
    MethodHandle get =
        OWN.findVirtual(List.class, "get", MethodType.methodType(Object.class, int.class))
            .asType(MethodType.methodType(Object.class, all.type().returnType(), int.class));
    MethodHandle one =
        as(MethodHandles.filterArguments(get, 0, all), "org.h2.expression.ParameterInterface");
    MethodHandle value = then(one, method(one, "getParamValue"));
    return List.of(form(value), form(then(value, method(value, "getString"))));
  }

  private static MethodHandle form(MethodHandle found) {
    return found.asType(FORM);
  }

  private static MethodHandle then(MethodHandle first, MethodHandle second) {
    return MethodHandles.filterReturnValue(first, second);
  }

  /** Returns what reads one element of the array that {@code array} returns. */
  private static MethodHandle element(MethodHandle array, Class<?> type) {
    return MethodHandles.filterArguments(MethodHandles.arrayElementGetter(type), 0, array);
  }

  /** Returns what reads {@code found} as an object of a class that the driver has. */
  private MethodHandle as(MethodHandle found, String type) throws ReflectiveOperationException {
    return found.asType(found.type().changeReturnType(Class.forName(type, false, loader)));
  }

  private static MethodHandle field(Class<?> type, String name)
      throws ReflectiveOperationException {
    return lookup(type).unreflectGetter(type.getDeclaredField(name));
  }

  /** Returns a method without arguments of what {@code on} returns. */
  private static MethodHandle method(MethodHandle on, String name)
      throws ReflectiveOperationException {
    Class<?> type = on.type().returnType();
    return lookup(type).unreflect(type.getMethod(name));
  }

  private static Lookup lookup(Class<?> type) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(type, OWN);
  }
}
