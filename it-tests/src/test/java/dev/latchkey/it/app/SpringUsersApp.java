package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.security.authentication.AccountStatusUserDetailsChecker;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.JdbcUserDetailsManager;

/** Spring Security with users in its own tables, by commands of a few words. */
public final class SpringUsersApp implements AuthenticationEventPublisher {
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger checks = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final JdbcUserDetailsManager users;
  private final JdbcTemplate jdbc;
  private final PasswordEncoder encoder;
  private final ProviderManager manager;

  private SpringUsersApp(String url) {
    var database = new Database(url);
    jdbc = new JdbcTemplate(database);
    users = new JdbcUserDetailsManager(database);
    users.setEnableUpdatePassword(true);
    encoder = counting(PasswordEncoderFactories.createDelegatingPasswordEncoder());
    var provider = new DaoAuthenticationProvider(users);
    provider.setPasswordEncoder(encoder);
    provider.setUserDetailsPasswordService(users);
    manager = new ProviderManager(provider);
    manager.setAuthenticationEventPublisher(this);
  }

  /** Counts the connections that are asked for. */
  private final class Database extends AbstractDataSource {
    private final String url;

    Database(String url) {
      this.url = url;
    }

    @Override
    public Connection getConnection() throws SQLException {
      connections.incrementAndGet();
      return DriverManager.getConnection(url);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }

  private PasswordEncoder counting(PasswordEncoder real) {
    return new PasswordEncoder() {
      @Override
      public String encode(CharSequence password) {
        return real.encode(password);
      }

      @Override
      public boolean matches(CharSequence password, String encoded) {
        checks.incrementAndGet();
        return real.matches(password, encoded);
      }

      @Override
      public boolean upgradeEncoding(String encoded) {
        return real.upgradeEncoding(encoded);
      }
    };
  }

  @Override
  public void publishAuthenticationSuccess(Authentication authentication) {}

  @Override
  public void publishAuthenticationFailure(
      AuthenticationException exception, Authentication authentication) {
    failures.incrementAndGet();
  }

  /** Takes the address of a PostgreSQL, with user and password. */
  public static void main(String[] arguments) throws Exception {
    var app = new SpringUsersApp(arguments[0]);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(app.answer(words[0], words.length > 1 ? words[1] : ""));
    }
  }

  private String answer(String how, String what) {
    try {
      return switch (how) {
        case "login" -> login(what);
        case "token" -> token(what);
        case "asks" -> asks(what);
        case "create" -> create(what);
        case "delete" -> {
          users.deleteUser(what);
          yield "deleted";
        }
        case "disable" -> {
          UserDetails user = users.loadUserByUsername(what);
          users.updateUser(User.withUserDetails(user).disabled(true).build());
          yield "disabled";
        }
        case "sql" -> {
          jdbc.execute(what);
          yield "done";
        }
        case "counts" -> checks.get() + " checks, " + failures.get() + " failures";
        default -> "unknown command";
      };
    } catch (RuntimeException refused) {
      return refused.getClass().getSimpleName();
    }
  }

  private String login(String nameAndPassword) {
    String[] both = nameAndPassword.split(" ", 2);
    Authentication done =
        manager.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(both[0], both[1]));
    return ((User) done.getPrincipal()).getAuthorities()
        + " "
        + ((User) done.getPrincipal()).getPassword();
  }

  /** As a filter for tokens does that has verified one of this user. */
  private String token(String name) {
    UserDetails user = users.loadUserByUsername(name);
    new AccountStatusUserDetailsChecker().check(user);
    return user.getAuthorities().toString();
  }

  /** Returns how many connections 20 tokens needed. */
  private String asks(String name) {
    int before = connections.get();
    for (int i = 0; i < 20; i++) {
      token(name);
    }
    return String.valueOf(connections.get() - before);
  }

  private String create(String nameAndPassword) {
    String[] both = nameAndPassword.split(" ", 2);
    users.createUser(
        User.withUsername(both[0])
            .password(encoder.encode(both[1]))
            .authorities("read", "write")
            .build());
    return "created";
  }
}
