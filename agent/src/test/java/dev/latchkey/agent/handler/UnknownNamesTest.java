package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Logins of Spring Security with names that somebody has, and with names that nobody has. */
class UnknownNamesTest {
  private static final int LOGINS = 100;

  /** Far more than the two logins of a pair differ by otherwise. */
  private static final long LOOKUP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final String YAML =
      """
      phases: { session: { enabled: true, trial: 0 } }
      targets:
        - { name: users, layer: session, class: a.Users, method: load }
        - { name: login, layer: auth, class: a.Login, method: authenticate }
        - { name: hash, layer: crypto, role: password, class: a.Encoder, method: matches }
      """;

  private final HandWoven woven = new HandWoven(YAML, new HandTicker());
  private final PasswordEncoder real = new BCryptPasswordEncoder(4);
  private final Map<String, Integer> lookups = new ConcurrentHashMap<>();
  private final String stored = real.encode("right");
  private final DaoAuthenticationProvider provider = new DaoAuthenticationProvider(this::load);
  private int checks;

  UnknownNamesTest() {
    provider.setPasswordEncoder(new Watched());
  }

  @AfterEach
  void close() {
    woven.close();
  }

  /** The application's encoder, whose method is a target. */
  private final class Watched implements PasswordEncoder {
    @Override
    public String encode(CharSequence password) {
      return real.encode(password);
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
      try {
        return woven.call(
            "hash",
            Boolean.class,
            this,
            new Object[] {password, hash},
            () -> {
              checks++;
              return real.matches(password, hash);
            });
      } catch (Exception impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  /** The application's repository, whose method is a target. */
  private UserDetails load(String name) {
    try {
      return woven.call(
          "users", UserDetails.class, this, new Object[] {name}, () -> loadByItself(name));
    } catch (RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private UserDetails loadByItself(String name) {
    lookups.merge(name, 1, Integer::sum);
    long until = System.nanoTime() + LOOKUP_NANOS;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    if (!name.equals("alice")) {
      throw new UsernameNotFoundException("nobody");
    }
    return User.withUsername(name).password(stored).build();
  }

  private Authentication login(String name, String password) throws Exception {
    Authentication asked = UsernamePasswordAuthenticationToken.unauthenticated(name, password);
    return woven.call(
        "login",
        Authentication.class,
        provider,
        new Object[] {asked},
        () -> provider.authenticate(asked));
  }

  private long refused(String name) {
    long begun = System.nanoTime();
    assertThatThrownBy(() -> login(name, "wrong"))
        .as(name)
        .isExactlyInstanceOf(BadCredentialsException.class);
    return System.nanoTime() - begun;
  }

  private void awaitServed() {
    load("alice");
    int before = lookups.get("alice");
    load("alice");
    assertThat(lookups)
        .as("a token of hers is answered from memory")
        .containsEntry("alice", before);
  }

  @Test
  @DisplayName("U-14 for a name that nobody has a password is checked as for one that somebody has")
  void checksTheDummyPassword() throws Exception {
    assertThat(login("alice", "right").isAuthenticated()).isTrue();
    awaitServed();
    int checksBefore = checks;
    int alice = lookups.get("alice");
    for (int i = 0; i < 5; i++) {
      refused("alice");
      refused("nobody");
      assertThatThrownBy(() -> login("nobody else", ""))
          .isInstanceOf(AuthenticationException.class);
    }
    assertThat(checks - checksBefore).as("one each").isEqualTo(15);
    assertThat(lookups)
        .as("looked up as often, whatever is in memory")
        .containsEntry("alice", alice + 5)
        .containsEntry("nobody", 5);
  }

  /**
   * Of two logins that take equally long each is the quicker one about as often. Were users
   * answered from memory here, alice's would always be. No limit is a time: on a busy machine both
   * are slower. Chance alone leaves these bounds once in ten million times.
   */
  @Test
  @DisplayName("U-14 who tries names cannot tell by the time which of them somebody has")
  void takesEquallyLong() throws Exception {
    login("alice", "right");
    awaitServed();
    for (int i = 0; i < 10; i++) {
      refused("alice");
      refused("nobody");
    }
    int quicker = 0;
    for (int i = 0; i < LOGINS; i++) {
      boolean first = i % 2 == 0;
      long one = refused(first ? "alice" : "nobody");
      long two = refused(first ? "nobody" : "alice");
      quicker += (first ? one - two : two - one) < 0 ? 1 : 0;
    }
    assertThat(quicker).as("of %d", LOGINS).isBetween(23, 77);
  }
}
