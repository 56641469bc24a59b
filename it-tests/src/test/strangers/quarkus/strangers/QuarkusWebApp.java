package strangers;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;

/** A service with the extension for tokens of SmallRye. */
@QuarkusMain
public class QuarkusWebApp implements QuarkusApplication {
  /** Takes key set, issuer and audience; ends with its input. */
  public static void main(String[] arguments) {
    System.setProperty("quarkus.http.host", "127.0.0.1");
    System.setProperty("quarkus.http.port", "0");
    System.setProperty("quarkus.banner.enabled", "false");
    System.setProperty("quarkus.log.console.stderr", "true");
    System.setProperty("mp.jwt.verify.publickey.location", arguments[0]);
    System.setProperty("mp.jwt.verify.publickey.algorithm", "RS256,ES256");
    System.setProperty("mp.jwt.verify.issuer", arguments[1]);
    System.setProperty("mp.jwt.verify.audiences", arguments[2]);
    Quarkus.run(QuarkusWebApp.class, arguments);
  }

  @Override
  public int run(String... arguments) throws IOException {
    String port = ConfigProvider.getConfig().getValue("quarkus.http.port", String.class);
    System.out.println("ready " + port);
    while (System.in.read() >= 0) {}
    return 0;
  }
}
