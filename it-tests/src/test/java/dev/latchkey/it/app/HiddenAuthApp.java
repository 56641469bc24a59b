package dev.latchkey.it.app;

import com.acme.auth.TokenService;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Authenticates behind an executor, a proxy, reflection and a lambda, by a class of a vendor:
 * {@code burst NUMBER TOKEN}.
 */
public final class HiddenAuthApp {
  private static final String DATABASE = "jdbc:h2:mem:hidden;DB_CLOSE_DELAY=-1";

  private HiddenAuthApp() {}

  /** Lets somebody in. */
  public interface Door {
    /** Returns who somebody is. */
    String enter(String token);
  }

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection(DATABASE);
        var statement = connection.createStatement()) {
      statement.execute("create table people (login varchar primary key, name varchar)");
      statement.execute("insert into people values ('alice', 'Alice')");
    }
    Door real = new Guarded(new URL(arguments[0]));
    Door door =
        (Door)
            Proxy.newProxyInstance(
                HiddenAuthApp.class.getClassLoader(),
                new Class<?>[] {Door.class},
                (proxy, method, values) -> method.invoke(real, values));
    ExecutorService executor = Executors.newFixedThreadPool(4);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      List<Future<String>> entered = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(words[1]); i++) {
        entered.add(executor.submit(() -> door.enter(words[2])));
      }
      String last = "";
      for (Future<String> each : entered) {
        last = each.get();
      }
      System.out.println(last);
    }
    executor.shutdown();
  }

  private static final class Guarded implements Door {
    private final URL keySet;
    private final Directory people = new Directory();

    Guarded(URL keySet) {
      this.keySet = keySet;
    }

    @Override
    public String enter(String token) {
      Supplier<String> work = () -> who(token);
      return work.get();
    }

    private String who(String token) {
      try {
        TokenService vendor = new TokenService(keys().getKeys().get(0).toRSAKey(), "orders");
        return people.named(vendor.validate(token).subject());
      } catch (Exception refused) {
        return "refused " + refused;
      }
    }

    private JWKSet keys() throws Exception {
      return JWKSet.load(keySet);
    }
  }

  private static final class Directory {
    String named(String login) throws SQLException {
      try (Connection connection = open();
          var query = connection.prepareStatement("select name from people where login = ?")) {
        query.setString(1, login);
        try (var rows = query.executeQuery()) {
          return rows.next() ? rows.getString(1) : "nobody";
        }
      }
    }

    private static Connection open() throws SQLException {
      return DriverManager.getConnection(DATABASE);
    }
  }
}
