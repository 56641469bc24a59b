package dev.latchkey.runtime.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the calling thread is in a transaction of JTA (safety rule POOL-4), whoever asks for the
 * connection. Transaction managers are known from the first transaction that they begin, and are
 * asked for the thread's status, which none of them asks a database for. Thread-safe.
 */
public final class GlobalTransactions {
  /** {@code jakarta.transaction.Status.STATUS_NO_TRANSACTION}. */
  private static final int NO_TRANSACTION = 6;

  private static final int MOST = 32;

  /**
   * Asks one object of a class. The class itself keeps it: we hold no class of the application, and
   * an object that was dropped after it began a transaction can be asked all the same.
   */
  private final ClassValue<AtomicReference<@Nullable MethodHandle>> statuses =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable MethodHandle> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  private volatile List<WeakReference<Class<?>>> managers = List.of();

  /** A transaction manager, of any of the two packages of JTA, begins a transaction. */
  public void beginning(Object manager) {
    Class<?> type = manager.getClass();
    AtomicReference<@Nullable MethodHandle> status = statuses.get(type);
    if (status.get() != null) {
      return;
    }
    MethodHandle found = status(type);
    if (found != null && status.compareAndSet(null, found.bindTo(manager))) {
      add(type);
    }
  }

  private synchronized void add(Class<?> type) {
    List<WeakReference<Class<?>>> known = new ArrayList<>(managers);
    known.removeIf(each -> each.refersTo(null));
    if (known.size() < MOST) {
      known.add(new WeakReference<>(type));
    }
    managers = List.copyOf(known);
  }

  /** Returns whether there is one; where a manager does not tell, there might be. */
  boolean areActive() {
    for (WeakReference<Class<?>> each : managers) {
      Class<?> type = each.get();
      MethodHandle status = type == null ? null : statuses.get(type).get();
      if (status != null && isActive(status)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isActive(MethodHandle status) {
    try {
      return (int) status.invokeExact() != NO_TRANSACTION;
    } catch (Throwable unknown) {
      return true;
    }
  }

  /** Returns null where the status cannot be asked for. */
  private static @Nullable MethodHandle status(Class<?> manager) {
    for (Class<?> type = manager; type != null; type = type.getSuperclass()) {
      for (Class<?> face : type.getInterfaces()) {
        MethodHandle found = face.getPackageName().endsWith(".transaction") ? of(face) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return of(manager);
  }

  private static @Nullable MethodHandle of(Class<?> type) {
    try {
      Method method = type.getMethod("getStatus");
      return method.getReturnType() == int.class && Modifier.isPublic(type.getModifiers())
          ? MethodHandles.publicLookup()
              .unreflect(method)
              .asType(MethodType.methodType(int.class, Object.class))
          : null;
    } catch (ReflectiveOperationException | LinkageError none) {
      return null;
    }
  }
}
