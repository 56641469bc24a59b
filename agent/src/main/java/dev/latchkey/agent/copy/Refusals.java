package dev.latchkey.agent.copy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why objects of some classes are never copied, wherever they stand in a value. Stateless. */
final class Refusals {
  private static final String ENHANCED = "a persistent entity, enhanced by its framework";

  /** What objects of a type are; the first that fits is told. */
  private static final Map<String, String> TYPES = types();

  private static final List<String> ENTITIES =
      List.of("jakarta.persistence.Entity", "javax.persistence.Entity");

  private static final List<String> WOVEN_FIELDS = List.of("$$_hibernate_", "_persistence_");

  private Refusals() {}

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    put(types, "a lazy proxy of an entity", "org.hibernate.proxy.HibernateProxy");
    put(
        types,
        "a collection that loads itself from its database session",
        "org.hibernate.collection.spi.PersistentCollection",
        "org.hibernate.collection.PersistentCollection",
        "org.eclipse.persistence.indirection.IndirectContainer",
        "org.eclipse.persistence.indirection.ValueHolderInterface",
        "org.apache.openjpa.util.Proxy");
    put(
        types,
        ENHANCED,
        "org.hibernate.engine.spi.Managed",
        "org.hibernate.engine.spi.PersistentAttributeInterceptable",
        "org.eclipse.persistence.internal.weaving.PersistenceWeaved",
        "org.apache.openjpa.enhance.PersistenceCapable",
        "org.datanucleus.enhancement.Persistable");
    put(
        types,
        "a database session",
        "org.hibernate.SharedSessionContract",
        "org.hibernate.SessionFactory",
        "jakarta.persistence.EntityManager",
        "jakarta.persistence.EntityManagerFactory",
        "javax.persistence.EntityManager",
        "javax.persistence.EntityManagerFactory",
        "org.eclipse.persistence.sessions.Session",
        "javax.sql.CommonDataSource",
        "java.sql.Wrapper");
    put(
        types,
        "a logger",
        "java.util.logging.Logger",
        "java.lang.System$Logger",
        "org.slf4j.Logger",
        "org.apache.commons.logging.Log",
        "org.apache.logging.log4j.Logger",
        "org.jboss.logging.BasicLogger");
    put(
        types,
        "a lock",
        "java.util.concurrent.locks.Lock",
        "java.util.concurrent.locks.ReadWriteLock",
        "java.util.concurrent.locks.StampedLock",
        "java.util.concurrent.locks.AbstractOwnableSynchronizer",
        "java.util.concurrent.Semaphore",
        "java.util.concurrent.CountDownLatch");
    put(
        types,
        "a thread or what belongs to one",
        "java.lang.Thread",
        "java.lang.ThreadGroup",
        "java.lang.ThreadLocal",
        "java.util.concurrent.Executor",
        "java.util.Timer");
    put(types, "a class loader", "java.lang.ClassLoader", "java.lang.Module");
    put(
        types,
        "a result that is still to come",
        "java.util.concurrent.Future",
        "java.util.concurrent.CompletionStage",
        "org.reactivestreams.Publisher");
    put(
        types,
        "something that is used up by reading it",
        "java.util.stream.BaseStream",
        "java.util.Iterator",
        "java.util.Enumeration",
        "java.util.Spliterator");
    put(
        types,
        "a resource of the application or the system",
        "java.lang.AutoCloseable",
        "java.lang.Process",
        "java.lang.ref.Reference",
        "java.lang.ref.Cleaner",
        "java.nio.Buffer",
        "org.springframework.beans.factory.BeanFactory",
        "jakarta.servlet.ServletContext",
        "jakarta.servlet.http.HttpSession",
        "javax.servlet.http.HttpSession");
    put(
        types,
        "code",
        "java.lang.invoke.MethodHandle",
        "java.lang.invoke.VarHandle",
        "java.lang.reflect.AccessibleObject",
        "java.lang.reflect.InvocationHandler");
    put(types, "an exception", "java.lang.Throwable");
    return types;
  }

  private static void put(Map<String, String> types, String what, String... names) {
    for (String name : names) {
      types.put(name, what);
    }
  }

  /** Returns what objects of the class are that forbids copies; null for nothing known. */
  static @Nullable String of(Class<?> type) {
    Set<String> supertypes = supertypes(type);
    for (Map.Entry<String, String> each : TYPES.entrySet()) {
      if (supertypes.contains(each.getKey())) {
        return each.getValue();
      }
    }
    String entity = entity(type);
    return entity != null ? entity : generated(type);
  }

  private static Set<String> supertypes(Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    List<Class<?>> open = new ArrayList<>(List.of(type));
    while (!open.isEmpty()) {
      Class<?> each = open.remove(open.size() - 1);
      if (names.add(each.getName())) {
        open.addAll(List.of(each.getInterfaces()));
        if (each.getSuperclass() != null) {
          open.add(each.getSuperclass());
        }
      }
    }
    return names;
  }

  /**
   * A copy of an entity is one that its session does not know: what the application changes in it
   * would not be saved.
   */
  private static @Nullable String entity(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Annotation annotation : each.getDeclaredAnnotations()) {
        if (ENTITIES.contains(annotation.annotationType().getName())) {
          return "a persistent entity, of which a copy would not be saved when it is changed";
        }
      }
      for (Field field : each.getDeclaredFields()) {
        if (WOVEN_FIELDS.stream().anyMatch(field.getName()::startsWith)) {
          return ENHANCED;
        }
      }
    }
    return null;
  }

  private static @Nullable String generated(Class<?> type) {
    if (type.isHidden() || type.isSynthetic()) {
      return "a lambda";
    }
    if (Proxy.isProxyClass(type) || type.getName().contains("$$")) {
      return "an object of a class that was generated at run time";
    }
    return type.getClassLoader() == null ? null : nativeOne(type);
  }

  private static @Nullable String nativeOne(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getClassLoader() == null) {
        return null;
      }
      for (Method method : each.getDeclaredMethods()) {
        boolean finalizer = method.getName().equals("finalize") && method.getParameterCount() == 0;
        if (finalizer || Modifier.isNative(method.getModifiers())) {
          return "an object that may hold memory outside of the heap";
        }
      }
    }
    return null;
  }
}
