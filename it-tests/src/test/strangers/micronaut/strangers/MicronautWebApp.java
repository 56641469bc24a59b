package strangers;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;

/** A service on Netty, whose security is settings and an annotation. */
@Controller
@Secured(SecurityRule.IS_AUTHENTICATED)
public class MicronautWebApp {
  private static final String TOKEN = "micronaut.security.token.jwt.";

  /** Takes key set, issuer and audience; ends with its input. */
  public static void main(String[] arguments) throws IOException {
    var context =
        Micronaut.build(arguments)
            .banner(false)
            .properties(
                Map.of(
                    "micronaut.server.host", "127.0.0.1",
                    "micronaut.server.port", "-1",
                    "micronaut.security.authentication", "bearer",
                    TOKEN + "signatures.jwks.idp.url", arguments[0],
                    TOKEN + "claims-validators.issuer", arguments[1],
                    TOKEN + "claims-validators.audience", arguments[2]))
            .start();
    System.out.println("ready " + context.getBean(EmbeddedServer.class).getPort());
    while (System.in.read() >= 0) {}
    context.close();
  }

  @Get(value = "/me", produces = MediaType.TEXT_PLAIN)
  String me(Principal principal) {
    return principal.getName();
  }
}
