package dev.latchkey.agent.handler.serving;

import static java.lang.invoke.MethodHandles.filterArguments;
import static java.lang.invoke.MethodType.methodType;

import dev.latchkey.agent.handler.async.LibraryMethods;
import dev.latchkey.runtime.response.OpenResponse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of server, by the method in which it hands a request to the application: which of its
 * arguments are request and response, and how these are read and written. Thread-safe.
 */
public enum ServerKind {
  /** Containers of servlets up to 4.0. */
  JAVAX_SERVLET(0, 1) {
    @Override
    MethodHandle[] ofResponse(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      return servletResponse(above(type, JAVAX + "http.HttpServletResponse"), lookup);
    }

    @Override
    MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      return servletRequest(above(type, JAVAX + "ServletRequest"), lookup);
    }
  },
  /** Containers of servlets from 5.0 on. */
  JAKARTA_SERVLET(0, 1) {
    @Override
    MethodHandle[] ofResponse(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      return servletResponse(above(type, JAKARTA + "http.HttpServletResponse"), lookup);
    }

    @Override
    MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      return servletRequest(above(type, JAKARTA + "ServletRequest"), lookup);
    }
  },
  /** Undertow; seen with 2.4. */
  UNDERTOW(1, 1) {
    @Override
    MethodHandle[] ofResponse(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      Class<?> exchange = above(type, "io.undertow.server.HttpServerExchange");
      Class<?> map = beside(exchange, "io.undertow.util.HeaderMap");
      Class<?> name = beside(exchange, "io.undertow.util.HttpString");
      Class<?> values = beside(exchange, "io.undertow.util.HeaderValues");
      MethodHandle headers = lookup.findVirtual(exchange, "getResponseHeaders", methodType(map));
      MethodHandle named = lookup.findConstructor(name, methodType(void.class, String.class));
      MethodType change = methodType(map, name, String.class);
      return new MethodHandle[] {
        lookup.findVirtual(exchange, "isResponseStarted", methodType(boolean.class)),
        filterArguments(
            lookup.findVirtual(map, "get", methodType(values, String.class)), 0, headers),
        filterArguments(lookup.findVirtual(map, "put", change), 0, headers, named),
        filterArguments(lookup.findVirtual(map, "add", change), 0, headers, named),
      };
    }

    @Override
    MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      return lookup.findVirtual(type, "getSourceAddress", methodType(InetSocketAddress.class));
    }
  },
  /** Reactor Netty, which Spring WebFlux runs on; seen with 1.0 to 1.3. */
  REACTOR_NETTY(0, 0) {
    @Override
    MethodHandle[] ofResponse(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      Class<?> response = above(type, "reactor.netty.http.server.HttpServerResponse");
      Class<?> map = beside(response, "io.netty.handler.codec.http.HttpHeaders");
      MethodHandle headers = lookup.findVirtual(response, "responseHeaders", methodType(map));
      MethodType change = methodType(map, String.class, Object.class);
      return new MethodHandle[] {
        lookup.findVirtual(response, "hasSentHeaders", methodType(boolean.class)),
        filterArguments(
            lookup.findVirtual(map, "getAll", methodType(List.class, String.class)), 0, headers),
        filterArguments(lookup.findVirtual(map, "set", change), 0, headers),
        filterArguments(lookup.findVirtual(map, "add", change), 0, headers),
      };
    }

    @Override
    MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      Class<?> request = above(type, "reactor.netty.http.server.HttpServerRequest");
      return lookup.findVirtual(request, "remoteAddress", methodType(InetSocketAddress.class));
    }
  },
  /** The JDK's {@code com.sun.net.httpserver}, of a module that a JVM may lack. */
  JDK(0, 0) {
    @Override
    MethodHandle[] ofResponse(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      Class<?> exchange = above(type, "com.sun.net.httpserver.HttpExchange");
      Class<?> map = beside(exchange, "com.sun.net.httpserver.Headers");
      MethodHandle headers = lookup.findVirtual(exchange, "getResponseHeaders", methodType(map));
      MethodType change = methodType(void.class, String.class, String.class);
      return new MethodHandle[] {
        lookup.findVirtual(exchange, "getResponseCode", methodType(int.class)),
        filterArguments(
            lookup.findVirtual(map, "get", methodType(List.class, Object.class)), 0, headers),
        filterArguments(lookup.findVirtual(map, "set", change), 0, headers),
        filterArguments(lookup.findVirtual(map, "add", change), 0, headers),
      };
    }

    @Override
    MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException {
      Class<?> exchange = above(type, "com.sun.net.httpserver.HttpExchange");
      return lookup.findVirtual(exchange, "getRemoteAddress", methodType(InetSocketAddress.class));
    }
  };

  private static final String JAVAX = "javax.servlet.";
  private static final String JAKARTA = "jakarta.servlet.";

  private final int request;
  private final int response;

  @SuppressWarnings("ImmutableEnumChecker") // what is found for a class is always the same
  private final LibraryMethods ofResponse =
      new LibraryMethods((type, lookup) -> generic(ofResponse(type, lookup)));

  @SuppressWarnings("ImmutableEnumChecker") // what is found for a class is always the same
  private final LibraryMethods ofRequest =
      new LibraryMethods((type, lookup) -> generic(ofRequest(type, lookup)));

  ServerKind(int request, int response) {
    this.request = request;
    this.response = response;
  }

  /** Returns how a response is asked and changed, in the order of {@link ServedResponse}. */
  abstract MethodHandle[] ofResponse(Class<?> type, Lookup lookup)
      throws ReflectiveOperationException;

  /** Returns how a request is asked for its client. */
  abstract MethodHandle ofRequest(Class<?> type, Lookup lookup) throws ReflectiveOperationException;

  /**
   * Returns the response that a call is about.
   *
   * @param arguments of the method in which the server hands over
   * @return nothing when it is none of HTTP, or of a version that is not known
   */
  public Optional<OpenResponse> response(@Nullable Object[] arguments) {
    Object answered = arguments[response];
    Object asked = arguments[request];
    if (answered == null || asked == null) {
      return Optional.empty();
    }
    MethodHandle[] methods = ofResponse.get(answered.getClass());
    MethodHandle[] client = ofRequest.get(asked.getClass());
    return methods.length == 0 || client.length == 0
        ? Optional.empty()
        : Optional.of(new ServedResponse(asked, answered, client[0], methods));
  }

  private static MethodHandle[] generic(MethodHandle... methods) {
    MethodHandle[] generic = new MethodHandle[methods.length];
    for (int i = 0; i < methods.length; i++) {
      generic[i] = LibraryMethods.generic(methods[i]);
    }
    return generic;
  }

  private static MethodHandle[] servletResponse(Class<?> response, Lookup lookup)
      throws ReflectiveOperationException {
    MethodType change = methodType(void.class, String.class, String.class);
    return new MethodHandle[] {
      lookup.findVirtual(response, "isCommitted", methodType(boolean.class)),
      lookup.findVirtual(response, "getHeaders", methodType(Collection.class, String.class)),
      lookup.findVirtual(response, "setHeader", change),
      lookup.findVirtual(response, "addHeader", change),
    };
  }

  private static MethodHandle servletRequest(Class<?> request, Lookup lookup)
      throws ReflectiveOperationException {
    return lookup.findVirtual(request, "getRemoteAddr", methodType(String.class));
  }

  /** Returns the public class or interface of this name that a server's own class is one of. */
  private static Class<?> above(Class<?> type, String name) throws ClassNotFoundException {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      Class<?> found = each.getName().equals(name) ? each : implemented(each, name);
      if (found != null) {
        return found;
      }
    }
    throw new ClassNotFoundException(name);
  }

  private static @Nullable Class<?> implemented(Class<?> type, String name) {
    for (Class<?> each : type.getInterfaces()) {
      Class<?> found = each.getName().equals(name) ? each : implemented(each, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Class<?> beside(Class<?> type, String name) throws ClassNotFoundException {
    return Class.forName(name, false, type.getClassLoader());
  }
}
