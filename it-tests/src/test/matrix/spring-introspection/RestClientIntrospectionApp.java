import org.springframework.security.oauth2.server.resource.introspection.RestClientOpaqueTokenIntrospector;

/** Asks about each token with RestClientOpaqueTokenIntrospector. */
public final class RestClientIntrospectionApp {
  private RestClientIntrospectionApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(RestClientIntrospectionApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String url, String issuer, String audience) {
    var introspector =
        RestClientOpaqueTokenIntrospector.withIntrospectionUri(url)
            .clientId(Introspected.client(url))
            .clientSecret(Introspected.SECRET)
            .build();
    return token -> Introspected.subject(introspector.introspect(token), audience);
  }
}
