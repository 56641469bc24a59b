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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
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
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private ServersApp() {}

  /** Authenticates. Targets are its methods. */
  public static final class Gatekeeper {
    private Gatekeeper() {}

    static void authenticate() {
      verify();
    }

    private static void verify() {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Says yes later, on another thread. */
    static Mono<String> authenticateLater() {
      return Mono.just("alice").delayElement(Duration.ofMillis(20));
    }
  }

  /** What a server offers. */
  private interface Response {
    void header(String name, String value);

    /** Sends the headers. */
    void send() throws IOException;
  }

  private static void authenticate(String path, Response response) throws IOException {
    switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "none" -> {}
      case "twice" -> {
        Gatekeeper.authenticate();
        Gatekeeper.authenticate();
      }
      case "own" -> {
        response.header("Server-Timing", "app;dur=1");
        Gatekeeper.authenticate();
      }
      case "sent" -> {
        response.send();
        Gatekeeper.authenticate();
      }
      default -> Gatekeeper.authenticate();
    }
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    TOMCAT.setLevel(Level.WARNING);
    System.out.println("jdk " + jdk());
    System.out.println("undertow " + undertow());
    System.out.println("tomcat " + tomcat());
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
    authenticate(
        exchange.getRequestURI().getPath(),
        new Response() {
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
    authenticate(
        exchange.getRequestPath(),
        new Response() {
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

  private static int tomcat() throws Exception {
    Path base = Files.createTempDirectory(Path.of("."), "tomcat");
    Tomcat server = new Tomcat();
    server.setBaseDir(base.toString());
    server.setPort(0);
    server.getConnector().setProperty("address", "127.0.0.1");
    var context = server.addContext("", base.toAbsolutePath().toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("auth");
    filter.setFilter(new JakartaFilter());
    context.addFilterDef(filter);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("auth");
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Tomcat.addServlet(context, "orders", new JakartaServlet()).addMapping("/*");
    server.start();
    return server.getConnector().getLocalPort();
  }

  /** Authenticates what comes through, below a filter that does not. */
  private static final class JakartaFilter implements jakarta.servlet.Filter {
    @Override
    public void doFilter(
        jakarta.servlet.ServletRequest request,
        jakarta.servlet.ServletResponse response,
        jakarta.servlet.FilterChain chain)
        throws IOException, jakarta.servlet.ServletException {
      var http = (jakarta.servlet.http.HttpServletResponse) response;
      authenticate(
          ((jakarta.servlet.http.HttpServletRequest) request).getRequestURI(),
          new Response() {
            @Override
            public void header(String name, String value) {
              http.addHeader(name, value);
            }

            @Override
            public void send() throws IOException {
              http.flushBuffer();
            }
          });
      chain.doFilter(request, response);
    }
  }

  private static final class JakartaServlet extends jakarta.servlet.http.HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException {
      response.getWriter().write("ok");
    }
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

  private static Response of(javax.servlet.http.HttpServletResponse response) {
    return new Response() {
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
      authenticate("/", of((javax.servlet.http.HttpServletResponse) response));
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
      authenticate(request.getRequestURI(), of(response));
      response.getWriter().write("ok");
    }
  }

  private static int webflux() {
    WebFilter filter =
        (exchange, chain) ->
            exchange.getRequest().getPath().value().endsWith("/later")
                ? Gatekeeper.authenticateLater().flatMap(user -> chain.filter(exchange))
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
        authenticate(
            path,
            new Response() {
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
