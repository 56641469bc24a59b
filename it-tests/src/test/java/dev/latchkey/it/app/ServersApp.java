package dev.latchkey.it.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee8.servlet.FilterHolder;
import org.eclipse.jetty.ee8.servlet.ServletContextHandler;
import org.eclipse.jetty.ee8.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/**
 * Serves the same on five servers: the last part of the path says when it authenticates. Prints
 * their ports. Ends when its input does.
 */
public final class ServersApp {
  private ServersApp() {}

  /** Says yes later, on another thread. A target. */
  static Mono<String> authenticateLater() {
    return Mono.just("alice").delayElement(Duration.ofMillis(20));
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("jdk " + jdk());
    System.out.println("undertow " + undertow());
    System.out.println("tomcat " + JakartaTomcat.start());
    System.out.println("jetty " + jetty());
    System.out.println("webflux " + webflux());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static int jdk() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", ServersApp::serve);
    server.start();
    return server.getAddress().getPort();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    Gatekeeper.serve(
        exchange.getRequestURI().getPath(),
        new Gatekeeper.Response() {
          @Override
          public void header(String name, String value) {
            exchange.getResponseHeaders().add(name, value);
          }

          @Override
          public void send() throws IOException {
            exchange.sendResponseHeaders(200, 2);
          }
        });
    if (exchange.getResponseCode() < 0) {
      exchange.sendResponseHeaders(200, 2);
    }
    exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private static int undertow() {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(new BlockingHandler(ServersApp::serve))
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static void serve(HttpServerExchange exchange) throws IOException {
    Gatekeeper.serve(
        exchange.getRequestPath(),
        new Gatekeeper.Response() {
          @Override
          public void header(String name, String value) {
            exchange.getResponseHeaders().add(new HttpString(name), value);
          }

          @Override
          public void send() throws IOException {
            exchange.getOutputStream().flush();
          }
        });
    exchange.getOutputStream().write("ok".getBytes(StandardCharsets.UTF_8));
    exchange.getOutputStream().close();
  }

  private static int jetty() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addFilter(
        new FilterHolder(new JavaxFilter()),
        "/filtered/*",
        java.util.EnumSet.of(javax.servlet.DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new JavaxServlet()), "/*");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private static Gatekeeper.Response of(javax.servlet.http.HttpServletResponse response) {
    return new Gatekeeper.Response() {
      @Override
      public void header(String name, String value) {
        response.addHeader(name, value);
      }

      @Override
      public void send() throws IOException {
        response.flushBuffer();
      }
    };
  }

  private static final class JavaxFilter implements javax.servlet.Filter {
    @Override
    public void doFilter(
        javax.servlet.ServletRequest request,
        javax.servlet.ServletResponse response,
        javax.servlet.FilterChain chain)
        throws IOException, javax.servlet.ServletException {
      Gatekeeper.serve("/", of((javax.servlet.http.HttpServletResponse) response));
      chain.doFilter(request, response);
    }
  }

  private static final class JavaxServlet extends javax.servlet.http.HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(
        javax.servlet.http.HttpServletRequest request,
        javax.servlet.http.HttpServletResponse response)
        throws IOException {
      Gatekeeper.serve(request.getRequestURI(), of(response));
      response.getWriter().write("ok");
    }
  }

  private static int webflux() {
    WebFilter filter =
        (exchange, chain) ->
            exchange.getRequest().getPath().value().endsWith("/later")
                ? authenticateLater().flatMap(user -> chain.filter(exchange))
                : chain.filter(exchange);
    var handler =
        WebHttpHandlerBuilder.webHandler(ServersApp::serve).filters(all -> all.add(filter)).build();
    DisposableServer server =
        reactor.netty.http.server.HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(handler))
            .bindNow();
    return server.port();
  }

  private static Mono<Void> serve(ServerWebExchange exchange) {
    String path = exchange.getRequest().getPath().value();
    var response = exchange.getResponse();
    var body = response.bufferFactory().wrap("ok".getBytes(StandardCharsets.UTF_8));
    if (Set.of("/sent").contains(path)) {
      return response
          .writeAndFlushWith(Mono.just(Mono.just(body)))
          .doOnSuccess(unused -> Gatekeeper.authenticate());
    }
    if (!path.equals("/later")) {
      try {
        Gatekeeper.serve(
            path,
            new Gatekeeper.Response() {
              @Override
              public void header(String name, String value) {
                response.getHeaders().add(name, value);
              }

              @Override
              public void send() {
                throw new IllegalStateException("is done otherwise");
              }
            });
      } catch (IOException never) {
        throw new UncheckedIOException(never);
      }
    }
    return response.writeWith(Mono.just(body));
  }
}
