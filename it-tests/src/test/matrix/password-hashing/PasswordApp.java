import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Checks passwords with each library once. */
public final class PasswordApp {
  private PasswordApp() {}

  public static void main(String[] arguments) throws Exception {
    PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    String encoded = encoder.encode("right");
    String hash = org.mindrot.jbcrypt.BCrypt.hashpw("right", org.mindrot.jbcrypt.BCrypt.gensalt(4));
    MatrixApp.run(
        (keySetUrl, issuer, audience) ->
            password ->
                encoder.matches(password, encoded)
                        && org.mindrot.jbcrypt.BCrypt.checkpw(password, hash)
                        && at.favre.lib.crypto.bcrypt.BCrypt.verifyer()
                            .verify(password.toCharArray(), hash.toCharArray())
                            .verified
                    ? "right"
                    : "wrong",
        arguments);
  }
}
