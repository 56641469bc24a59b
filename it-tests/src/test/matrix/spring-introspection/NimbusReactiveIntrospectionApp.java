import org.springframework.security.oauth2.server.resource.introspection.NimbusReactiveOpaqueTokenIntrospector;

/** Asks about each token with NimbusReactiveOpaqueTokenIntrospector. */
public final class NimbusReactiveIntrospectionApp {
  private NimbusReactiveIntrospectionApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(NimbusReactiveIntrospectionApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String url, String issuer, String audience) {
    var introspector =
        new NimbusReactiveOpaqueTokenIntrospector(url, Introspected.client(url), Introspected.SECRET);
    return token -> Introspected.subject(introspector.introspect(token).block(), audience);
  }
}
