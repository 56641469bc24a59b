package strangers;

import java.io.IOException;
import java.security.Principal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A resource server as its guide has it: nothing but settings. */
@SpringBootApplication
@RestController
public class BootApp {
  private static final String JWT = "--spring.security.oauth2.resourceserver.jwt.";

  /** Takes key set, issuer and audience; ends with its input. */
  public static void main(String[] arguments) throws IOException {
    var context =
        SpringApplication.run(
            BootApp.class,
            "--server.address=127.0.0.1",
            "--server.port=0",
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN",
            JWT + "jwk-set-uri=" + arguments[0],
            JWT + "issuer-uri=" + arguments[1],
            JWT + "audiences=" + arguments[2],
            JWT + "jws-algorithms=RS256,ES256");
    System.out.println("ready " + context.getEnvironment().getProperty("local.server.port"));
    while (System.in.read() >= 0) {}
    context.close();
  }

  @GetMapping("/me")
  String me(Principal principal) {
    return principal.getName();
  }
}
