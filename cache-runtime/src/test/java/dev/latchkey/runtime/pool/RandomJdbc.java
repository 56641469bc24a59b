package dev.latchkey.runtime.pool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Calls methods of JDBC by chance, the same ones for the same seed, and notes what comes of it. */
final class RandomJdbc {
  private static final List<Class<?>> KINDS =
      List.of(
          Connection.class,
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          ResultSet.class,
          DatabaseMetaData.class,
          ResultSetMetaData.class,
          ParameterMetaData.class,
          Array.class);

  private static final List<String> SQL =
      List.of(
          "select id, name from likeness order by id",
          "select id, name from likeness where id = ?",
          "select 1 as id, 'a' as name",
          "insert into likeness (name) values ('new')",
          "update likeness set name = 'other' where id = 2",
          "delete from likeness where id > 5",
          "select id, name from nowhere",
          "not a statement",
          "{call lower(?)}");

  private static final List<String> NAMES = List.of("id", "name", "likeness", "public", "nothing");

  private static final Set<String> LEFT_OUT = Set.of("abort", "isValid", "setNetworkTimeout");

  private final Random random;
  private final List<Object> objects = new ArrayList<>();

  RandomJdbc(long seed) {
    random = new Random(seed);
  }

  /** Makes so many calls, and tells the outcome of each; the connection is closed at the end. */
  List<String> drive(Connection connection, int calls) throws SQLException {
    objects.add(connection);
    List<String> outcomes = new ArrayList<>();
    while (outcomes.size() < calls) {
      Object object = pick();
      List<Method> methods = methods(kind(object));
      Method method = methods.get(random.nextInt(methods.size()));
      outcomes.add(call(object, method));
    }
    connection.close();
    objects.subList(1, objects.size()).clear();
    for (Method method : methods(Connection.class)) {
      outcomes.add(call(connection, method));
    }
    return outcomes;
  }

  /** The newest are the most telling, and the connection must make new ones. */
  private Object pick() {
    int newest = Math.min(6, objects.size());
    return random.nextInt(4) == 0
        ? objects.get(0)
        : objects.get(objects.size() - 1 - random.nextInt(newest));
  }

  private static Class<?> kind(Object object) {
    return KINDS.stream().filter(kind -> kind.isInstance(object)).findFirst().orElseThrow();
  }

  private static List<Method> methods(Class<?> kind) {
    return Arrays.stream(kind.getMethods())
        .filter(method -> !LEFT_OUT.contains(method.getName()))
        .filter(method -> !(kind == Connection.class && method.getName().equals("close")))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private String call(Object object, Method method) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(method, i);
    }
    return objects.indexOf(object)
        + "."
        + method.getName()
        + Arrays.toString(method.getParameterTypes())
        + " "
        + outcome(object, method, arguments);
  }

  private String outcome(Object object, Method method, Object[] arguments) {
    try {
      return describe(method.invoke(object, arguments));
    } catch (InvocationTargetException e) {
      return failure(e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String failure(Throwable failure) {
    String state =
        failure instanceof SQLException sql ? sql.getSQLState() + " " + sql.getErrorCode() : "";
    return plain(failure.getClass().getName() + " " + state + " " + failure.getMessage());
  }

  private String describe(Object value) {
    if (value == null) {
      return "null";
    }
    for (int i = 0; i < objects.size(); i++) {
      if (objects.get(i) == value) {
        return "object " + i;
      }
    }
    if (KINDS.stream().anyMatch(kind -> kind.isInstance(value))) {
      objects.add(value);
      return "new object, a " + kind(value).getSimpleName();
    }
    return describeValue(value);
  }

  private String describeValue(Object value) {
    try {
      if (value instanceof InputStream stream) {
        return "stream " + Arrays.toString(stream.readAllBytes());
      }
      if (value instanceof Reader reader) {
        char[] text = new char[100];
        return "reader " + new String(text, 0, Math.max(0, reader.read(text)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (value instanceof SQLWarning warning) {
      return failure(warning);
    }
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map).toString();
    }
    return plain(
        value.getClass().isArray() ? Arrays.deepToString(new Object[] {value}) : value + "");
  }

  /** Identities and the numbers of sessions differ. */
  private static String plain(String text) {
    return text.replaceAll("@[0-9a-f]+", "@").replaceAll("\\b[A-Za-z]+\\d+: ", "");
  }

  private Object argument(Method method, int index) {
    Class<?> type = method.getParameterTypes()[index];
    if (type == String.class) {
      boolean sql = index == 0 && takesSql(method);
      List<String> texts = sql ? SQL : NAMES;
      return texts.get(random.nextInt(texts.size()));
    }
    if (type == int.class) {
      return List.of(1, 1, 1, 2, 2, 0, -1, 1003, 1007).get(random.nextInt(9));
    }
    if (type == Object.class) {
      return Arrays.asList(1, "x", null).get(random.nextInt(3));
    }
    if (type == Class.class) {
      return List.of(String.class, Integer.class, Connection.class, Statement.class)
          .get(random.nextInt(4));
    }
    return simple(type);
  }

  private static boolean takesSql(Method method) {
    String name = method.getName();
    return name.startsWith("execute")
        || name.startsWith("prepare")
        || name.equals("addBatch")
        || name.equals("nativeSQL");
  }

  private Object simple(Class<?> type) {
    if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == long.class) {
      return (long) random.nextInt(3);
    } else if (type == short.class) {
      return (short) 1;
    } else if (type == byte.class) {
      return (byte) 1;
    } else if (type == float.class) {
      return 1.5f;
    } else if (type == double.class) {
      return 1.5;
    } else if (type == BigDecimal.class) {
      return BigDecimal.ONE;
    } else if (type == Executor.class) {
      return (Executor) Runnable::run;
    } else if (type == Properties.class) {
      return new Properties();
    } else if (type == InputStream.class) {
      return new ByteArrayInputStream(new byte[] {65, 66});
    } else if (type == Reader.class) {
      return new StringReader("text");
    } else if (type == SQLType.class) {
      return JDBCType.INTEGER;
    }
    return rare(type);
  }

  private Object rare(Class<?> type) {
    if (type == byte[].class) {
      return new byte[] {1, 2};
    } else if (type == int[].class) {
      return new int[] {1};
    } else if (type == String[].class) {
      return new String[] {"id"};
    } else if (type == Object[].class) {
      return new Object[] {1, 2};
    } else if (type == Date.class) {
      return new Date(0);
    } else if (type == Time.class) {
      return new Time(0);
    } else if (type == Timestamp.class) {
      return new Timestamp(0);
    } else if (type == Calendar.class) {
      return Calendar.getInstance();
    } else if (type == Array.class) {
      return objects.stream().filter(Array.class::isInstance).findFirst().orElse(null);
    } else if (type == Savepoint.class || !type.isPrimitive()) {
      return null;
    }
    throw new AssertionError("no argument of " + type);
  }
}
