package dev.latchkey.runtime.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a handle does when one method of it is called. Immutable.
 *
 * @param target the driver's method, of type {@code (Object, Object[])Object}
 * @param role what the handle has to do with it beyond passing it on
 * @param effects what the lease hears of it
 * @param returned the type of the result
 * @param returnsObject whether the result may be something that leads back to the connection
 * @param takesObject whether an argument may be a handle
 * @param declared the exceptions that the method declares
 */
record HandleCall(
    MethodHandle target,
    Role role,
    Effects effects,
    Class<?> returned,
    boolean returnsObject,
    boolean takesObject,
    List<Class<?>> declared) {

  /** The part that a handle itself plays in a method. */
  enum Role {
    EQUALS,
    HASH_CODE,
    TO_STRING,
    CLOSE,
    IS_CLOSED,
    IS_VALID,
    IS_WRAPPER_FOR,
    UNWRAP,
    GET_CONNECTION,
    GET_STATEMENT,
    GET_GENERATED_KEYS,
    /** Runs a statement, so that earlier results are over. */
    EXECUTE,
    SET_FETCH_SIZE,
    /** Has no effect on what is closed. */
    GIVE_UP,
    /** Is answered from the memory of an object that needs no connection for it. */
    RECALL,
    OTHER
  }

  private static final Set<String> IN_MEMORY =
      Set.of("getColumnCount", "getColumnLabel", "getColumnName");

  static HandleCall of(Method method, HandleKind kind, Class<?>[] interfaces) {
    return new HandleCall(
        target(method, interfaces),
        role(method, kind),
        Effects.of(method, kind),
        method.getReturnType(),
        mayLeadBack(method.getReturnType()),
        takesObject(method),
        List.of(method.getExceptionTypes()));
  }

  /** Calls the driver; what it throws comes out as it is. */
  @Nullable Object on(Object physical, @Nullable Object @Nullable [] arguments) throws Throwable {
    return (Object) target.invokeExact(physical, arguments);
  }

  /** Returns what stands for no answer: null, zero or false. */
  @Nullable Object nothing() {
    return returned.isPrimitive() && returned != void.class
        ? Array.get(Array.newInstance(returned, 1), 0)
        : null;
  }

  private static MethodHandle target(Method method, Class<?>[] interfaces) {
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    try {
      MethodHandle virtual =
          MethodHandles.publicLookup()
              .findVirtual(owner(method, interfaces), method.getName(), type);
      return virtual
          .asFixedArity()
          .asSpreader(Object[].class, method.getParameterCount())
          .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }

  /** A public interface may have the method from one that is not public. */
  private static Class<?> owner(Method method, Class<?>[] interfaces) {
    Class<?> declaring = method.getDeclaringClass();
    for (Class<?> type : interfaces) {
      if (declaring.isAssignableFrom(type) && declaring != Object.class) {
        return type;
      }
    }
    return declaring;
  }

  private static Role role(Method method, HandleKind kind) {
    String name = method.getName();
    boolean bare = method.getParameterCount() == 0;
    return switch (name) {
      case "equals" -> method.getDeclaringClass() == Object.class ? Role.EQUALS : Role.OTHER;
      case "hashCode" -> bare ? Role.HASH_CODE : Role.OTHER;
      case "toString" -> bare ? Role.TO_STRING : Role.OTHER;
      case "close" -> bare ? Role.CLOSE : Role.OTHER;
      case "isClosed" -> bare ? Role.IS_CLOSED : Role.OTHER;
      case "isValid" -> kind == HandleKind.CONNECTION ? Role.IS_VALID : Role.OTHER;
      case "isWrapperFor" -> Role.IS_WRAPPER_FOR;
      case "unwrap" -> Role.UNWRAP;
      case "getConnection" -> bare ? Role.GET_CONNECTION : Role.OTHER;
      case "getStatement" -> bare ? Role.GET_STATEMENT : Role.OTHER;
      case "getGeneratedKeys" -> Role.GET_GENERATED_KEYS;
      case "setFetchSize" -> Role.SET_FETCH_SIZE;
      case "abort", "beginRequest", "endRequest", "free" -> Role.GIVE_UP;
      default -> otherRole(name, kind);
    };
  }

  private static Role otherRole(String name, HandleKind kind) {
    if (kind == HandleKind.STATEMENT && name.startsWith("execute")) {
      return Role.EXECUTE;
    }
    return kind == HandleKind.RESULT_SET_META_DATA && IN_MEMORY.contains(name)
        ? Role.RECALL
        : Role.OTHER;
  }

  private static boolean takesObject(Method method) {
    for (Class<?> type : method.getParameterTypes()) {
      if (mayLeadBack(type)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayLeadBack(Class<?> type) {
    return !type.isPrimitive() && !isFinalValue(type);
  }

  private static boolean isFinalValue(Class<?> type) {
    return type == String.class || type == Class.class || type == byte[].class;
  }
}
