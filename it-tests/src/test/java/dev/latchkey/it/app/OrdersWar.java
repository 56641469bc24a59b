package dev.latchkey.it.app;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a web application with {@link OrdersServlet} and libraries of its own. */
public final class OrdersWar {
  private OrdersWar() {}

  /** Makes it, and returns its folder. */
  public static Path in(Path home) throws IOException {
    Path war = home.resolve("war");
    for (Class<?> type :
        new Class<?>[] {
          OrdersServlet.class, NaiveAuthenticator.class, Accounts.class, Accounts.Account.class
        }) {
      String name = type.getName().replace('.', '/') + ".class";
      Path file = war.resolve("WEB-INF/classes").resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
        Files.copy(in, file);
      }
    }
    Path libraries = Files.createDirectories(war.resolve("WEB-INF/lib"));
    for (Class<?> type : new Class<?>[] {JWKSet.class, org.postgresql.Driver.class}) {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
      Files.copy(jar, libraries.resolve(jar.getFileName()));
    }
    return war;
  }
}
