package dev.latchkey.agent.handler.serving;

import dev.latchkey.runtime.response.OpenResponse;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response of a server, through the server's methods. Refers to the application's objects, so
 * that nobody keeps it longer than the request is served. Confined to those who serve it.
 */
final class ServedResponse implements OpenResponse {
  private static final int SENT = 0;
  private static final int VALUES = 1;
  private static final int SET = 2;
  private static final int ADD = 3;

  /** What the JDK's server has for a status before it sent one. */
  private static final int NO_STATUS = -1;

  private final Object request;
  private final Object response;
  private final MethodHandle client;
  private final MethodHandle[] methods;

  ServedResponse(Object request, Object response, MethodHandle client, MethodHandle[] methods) {
    this.request = request;
    this.response = response;
    this.client = client;
    this.methods = methods;
  }

  @Override
  public boolean isOpen() throws Throwable {
    Object sent = (Object) methods[SENT].invokeExact(response);
    return Boolean.FALSE.equals(sent) || Integer.valueOf(NO_STATUS).equals(sent);
  }

  @Override
  public @Nullable String client() throws Throwable {
    Object address = (Object) client.invokeExact(request);
    if (address instanceof InetSocketAddress socket) {
      return socket.getAddress() == null ? null : socket.getAddress().getHostAddress();
    }
    return (String) address;
  }

  @Override
  public Collection<String> values(String header) throws Throwable {
    Object values = (Object) methods[VALUES].invokeExact(response, (Object) header);
    return values instanceof Collection<?> known
        ? known.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public void replace(String header, List<String> values) throws Throwable {
    int method = SET;
    for (String value : values) {
      Object unused =
          (Object) methods[method].invokeExact(response, (Object) header, (Object) value);
      method = ADD;
    }
  }
}
