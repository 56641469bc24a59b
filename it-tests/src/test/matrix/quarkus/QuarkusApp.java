import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.jwt.auth.principal.JWTParser;
import jakarta.inject.Inject;

/** Validates with the parser that Quarkus makes of its settings. */
@QuarkusMain
public class QuarkusApp implements QuarkusApplication {
  @Inject JWTParser parser;

  public static void main(String[] arguments) {
    System.setProperty("mp.jwt.verify.publickey.location", arguments[0]);
    System.setProperty("mp.jwt.verify.issuer", arguments[1]);
    System.setProperty("mp.jwt.verify.audiences", arguments[2]);
    Quarkus.run(QuarkusApp.class, arguments);
  }

  @Override
  public int run(String... arguments) throws Exception {
    MatrixApp.run(
        (keySetUrl, issuer, audience) -> token -> parser.parse(token).getSubject(), arguments);
    return 0;
  }
}
