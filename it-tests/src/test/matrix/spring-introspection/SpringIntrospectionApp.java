import org.springframework.security.oauth2.server.resource.introspection.SpringOpaqueTokenIntrospector;

/** Asks about each token with SpringOpaqueTokenIntrospector. */
public final class SpringIntrospectionApp {
  private SpringIntrospectionApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SpringIntrospectionApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String url, String issuer, String audience) {
    var introspector =
        new SpringOpaqueTokenIntrospector(url, Introspected.client(url), Introspected.SECRET);
    return token -> Introspected.subject(introspector.introspect(token), audience);
  }
}
