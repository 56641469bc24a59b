package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.serving.ServerKind;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.response.ServerTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The targets by which the agent learns of responses that are to tell how long authentication took.
 * They are not among those that are shown. Confined to whoever changes the targets.
 */
public final class ServingTargets {
  private static final String NAME = "server-timing";

  // Nothing of a probe is a segment, so that no group is ever open.
  private static final int GROUP = Integer.MIN_VALUE;

  private final List<Target> all = new ArrayList<>();
  private boolean wanted;

  ServingTargets(ServerTiming timing) {
    servlets("javax.servlet.", new ServingHandler(timing, ServerKind.JAVAX_SERVLET));
    servlets("jakarta.servlet.", new ServingHandler(timing, ServerKind.JAKARTA_SERVLET));
    add(
        "io.undertow.server.Connectors",
        Match.EXACT,
        new ServingHandler(timing, ServerKind.UNDERTOW),
        "executeRootHandler",
        "io.undertow.server.HttpHandler",
        "io.undertow.server.HttpServerExchange");
    add(
        "reactor.netty.http.server.HttpServer$HttpServerHandle",
        Match.EXACT,
        new ServingHandler(timing, ServerKind.REACTOR_NETTY),
        "onStateChange",
        "reactor.netty.Connection",
        "reactor.netty.ConnectionObserver$State");
    add(
        "com.sun.net.httpserver.Filter$Chain",
        Match.EXACT,
        new ServingHandler(timing, ServerKind.JDK),
        "doFilter",
        "com.sun.net.httpserver.HttpExchange");
  }

  /** Takes from a configuration whether there is anybody to tell. */
  public void want(LatchkeyConfig config) {
    wanted = !config.export().timingClients().isEmpty();
  }

  /** Returns what is to be woven; none while nobody is to be told. */
  public List<Target> targets() {
    return wanted ? all : List.of();
  }

  /** The first filter, or where there is none the servlet, has the container's own response. */
  private void servlets(String api, CallHandler handler) {
    String request = api + "ServletRequest";
    String response = api + "ServletResponse";
    String chain = api + "FilterChain";
    add(api + "Filter", Match.SUBTYPES, handler, "doFilter", request, response, chain);
    add(api + "Servlet", Match.SUBTYPES, handler, "service", request, response);
    // What is below javax is woven when it is named.
    add(api + "http.HttpServlet", Match.EXACT, handler, "service", request, response);
  }

  private void add(
      String className, Match match, CallHandler handler, String method, String... parameters) {
    MethodPattern pattern = new MethodPattern(method, Optional.of(List.of(parameters)));
    TargetConfig config =
        TargetConfig.builder(NAME, Layer.OTHER, className, pattern).match(match).build();
    all.add(Target.unlisted(config, GROUP, handler));
  }
}
