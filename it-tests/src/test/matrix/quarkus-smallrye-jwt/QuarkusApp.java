import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import orders.Failures;
import orders.Subject;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A service of Quarkus that knows its callers by their tokens; each token comes in an HTTP request
 * of its own. What checks it is the extension that the service was built with.
 */
@QuarkusMain
public class QuarkusApp implements QuarkusApplication {
  public static void main(String[] arguments) {
    set("quarkus.http.host", "127.0.0.1");
    set("quarkus.http.port", "0");
    set("quarkus.banner.enabled", "false");
    set("quarkus.log.console.stderr", "true");
    smallRye(arguments[0], arguments[1], arguments[2]);
    openId(arguments[0], arguments[1], arguments[2]);
    Quarkus.run(QuarkusApp.class, arguments);
  }

  private static void smallRye(String keySetUrl, String issuer, String audience) {
    set("mp.jwt.verify.publickey.location", keySetUrl);
    set("mp.jwt.verify.publickey.algorithm", "RS256,ES256");
    set("mp.jwt.verify.issuer", issuer);
    set("mp.jwt.verify.audiences", audience);
    set("smallrye.jwt.jwks.forced-refresh-interval", "0");
  }

  private static void openId(String keySetUrl, String issuer, String audience) {
    set("quarkus.oidc.auth-server-url", keySetUrl.substring(0, keySetUrl.lastIndexOf('/')));
    set("quarkus.oidc.discovery-enabled", "false");
    set("quarkus.oidc.jwks-path", keySetUrl);
    set("quarkus.oidc.token.issuer", issuer);
    set("quarkus.oidc.token.audience", audience);
    set("quarkus.oidc.token.forced-jwk-refresh-interval", "0.001S");
  }

  private static void set(String name, String value) {
    System.setProperty(name, value);
  }

  @Override
  public int run(String... arguments) throws Exception {
    String port = ConfigProvider.getConfig().getValue("quarkus.http.port", String.class);
    URL subject = URI.create("http://127.0.0.1:" + port + Subject.PATH).toURL();
    MatrixApp.run((keySetUrl, issuer, audience) -> token -> ask(subject, token), arguments);
    return 0;
  }

  private static String ask(URL subject, String token) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) subject.openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    if (connection.getResponseCode() == 200) {
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    connection.disconnect();
    throw Failures.last(connection.getResponseCode());
  }
}
