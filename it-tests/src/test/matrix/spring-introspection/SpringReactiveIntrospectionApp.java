import org.springframework.security.oauth2.server.resource.introspection.SpringReactiveOpaqueTokenIntrospector;

/** Asks about each token with SpringReactiveOpaqueTokenIntrospector. */
public final class SpringReactiveIntrospectionApp {
  private SpringReactiveIntrospectionApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SpringReactiveIntrospectionApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String url, String issuer, String audience) {
    var introspector =
        new SpringReactiveOpaqueTokenIntrospector(url, Introspected.client(url), Introspected.SECRET);
    return token -> Introspected.subject(introspector.introspect(token).block(), audience);
  }
}
