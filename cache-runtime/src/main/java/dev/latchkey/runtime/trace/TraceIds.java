package dev.latchkey.runtime.trace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks OpenTelemetry, where the application has it, for the trace that the calling thread works
 * for: the API of its Java agent, which is on the boot class path under another name, else the one
 * that the thread's context class loader knows. Without either there is no trace, at the cost of
 * one look-up a class loader. Thread-safe; keeps no class of the application alive, so that each
 * question is asked by reflection: a few microseconds, for what is slow or rare.
 */
public final class TraceIds {
  private static final String API = "io.opentelemetry.api.trace.Span";
  private static final String AGENTS = "io.opentelemetry.javaagent.shaded." + API;

  /** W3C Trace Context section 3.2.2.3: 16 bytes, not all zero. */
  private static final Pattern ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

  @GuardedBy("this")
  private final Map<ClassLoader, WeakReference<Class<?>>> known = new WeakHashMap<>();

  /** Returns the id of the calling thread's trace, if it works for one: 32 hex digits. */
  public Optional<String> current() {
    try {
      Class<?> span = span();
      if (span == null) {
        return Optional.empty();
      }
      Object current = span.getMethod("current").invoke(null);
      Object context = span.getMethod("getSpanContext").invoke(current);
      Class<?> contexts = span.getMethod("getSpanContext").getReturnType();
      Object id = contexts.getMethod("getTraceId").invoke(context);
      return id instanceof String text && ID.matcher(text).matches()
          ? Optional.of(text)
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
      return Optional.empty();
    }
  }

  private @Nullable Class<?> span() {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    synchronized (this) {
      WeakReference<Class<?>> seen = known.get(loader);
      if (seen != null) {
        return seen.get();
      }
    }
    Class<?> found = find(AGENTS, null);
    Class<?> span = found == null ? find(API, loader) : found;
    synchronized (this) {
      known.put(loader, new WeakReference<>(span));
    }
    return span;
  }

  private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError absent) {
      return null;
    }
  }
}
