package strangers;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.JWTAuthHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A web server on an event loop, with its own handler for tokens; it reads the key set once. */
public final class VertxWebApp {
  private VertxWebApp() {}

  /** Takes key set, issuer and audience; ends with its input. */
  public static void main(String[] arguments) throws IOException {
    Vertx vertx = Vertx.vertx();
    JWTAuthOptions options = new JWTAuthOptions();
    try (var in = URI.create(arguments[0]).toURL().openStream()) {
      JsonArray keys =
          new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getJsonArray("keys");
      keys.forEach(key -> options.addJwk((JsonObject) key));
    }
    options.setJWTOptions(new JWTOptions().setIssuer(arguments[1]).addAudience(arguments[2]));
    Router router = Router.router(vertx);
    router.route("/me").handler(JWTAuthHandler.create(JWTAuth.create(vertx, options)));
    router.route("/me").handler(call -> call.end(call.user().principal().getString("sub")));
    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .onSuccess(server -> System.out.println("ready " + server.actualPort()));
    while (System.in.read() >= 0) {}
    vertx.close();
  }
}
