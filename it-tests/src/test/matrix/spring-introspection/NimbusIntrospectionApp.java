import org.springframework.security.oauth2.server.resource.introspection.NimbusOpaqueTokenIntrospector;

/** Asks about each token with NimbusOpaqueTokenIntrospector. */
public final class NimbusIntrospectionApp {
  private NimbusIntrospectionApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(NimbusIntrospectionApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String url, String issuer, String audience) {
    var introspector =
        new NimbusOpaqueTokenIntrospector(url, Introspected.client(url), Introspected.SECRET);
    return token -> Introspected.subject(introspector.introspect(token), audience);
  }
}
