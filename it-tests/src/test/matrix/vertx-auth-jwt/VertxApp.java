import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Validates with Vert.x auth-jwt, which the application gives the keys that it fetched. */
public final class VertxApp {
  private VertxApp() {}

  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    MatrixApp.run(
        (keySetUrl, issuer, audience) -> verifier(vertx, keySetUrl, issuer, audience), arguments);
    vertx.close();
  }

  private static MatrixApp.Verifier verifier(
      Vertx vertx, String keySetUrl, String issuer, String audience) throws Exception {
    JWTAuthOptions options =
        new JWTAuthOptions()
            .setJWTOptions(new JWTOptions().setIssuer(issuer).setAudience(List.of(audience)));
    JsonObject keys = new JsonObject(text(keySetUrl));
    for (Object key : keys.getJsonArray("keys")) {
      options.addJwk((JsonObject) key);
    }
    JWTAuth authentication = JWTAuth.create(vertx, options);
    return token -> {
      User user =
          authentication
              .authenticate(new TokenCredentials(token))
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      JsonObject claims = user.attributes().getJsonObject("accessToken");
      String verdict =
          user.principal().getString("sub")
              + claims.getString("sub")
              + MatrixApp.spoil(claims.getJsonArray("roles").getList());
      claims.put("sub", "spoiled");
      user.principal().put("sub", "spoiled");
      return verdict;
    };
  }

  private static String text(String url) throws Exception {
    try (InputStream in = new URL(url).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
