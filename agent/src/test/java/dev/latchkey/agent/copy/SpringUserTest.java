package dev.latchkey.agent.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Users of the real Spring Security. */
class SpringUserTest {
  private final Copiers copiers = new Copiers(ByteBuddyAgent.install());

  @AfterEach
  void close() {
    copiers.close();
  }

  /** Keeps users as the session cache does. */
  private final class KeptUsers implements UserDetailsService {
    private final Map<String, Template> kept = new HashMap<>();

    @Override
    public UserDetails loadUserByUsername(String name) {
      try {
        if (!kept.containsKey(name)) {
          UserDetails loaded = user(name);
          kept.put(name, copiers.take(loaded));
          return loaded;
        }
        return (UserDetails) kept.get(name).make();
      } catch (Throwable failed) {
        throw new UsernameNotFoundException("", failed);
      }
    }
  }

  private static UserDetails user(String name) {
    return User.withUsername(name)
        .password("{noop}open sesame")
        .authorities("read", "ADMIN", "write")
        .build();
  }

  @Test
  @DisplayName("U-3 SES-18 credentials erased on a login are there for the next ones")
  void keepsCredentials() {
    ProviderManager manager = new ProviderManager(new DaoAuthenticationProvider(new KeptUsers()));
    for (int i = 0; i < 3; i++) {
      Authentication authenticated = manager.authenticate(login("open sesame"));
      User principal = (User) authenticated.getPrincipal();
      assertThat(principal.getPassword()).isNull();
    }
    assertThatThrownBy(() -> manager.authenticate(login("guess")))
        .isInstanceOf(BadCredentialsException.class);
  }

  private static Authentication login(String password) {
    return UsernamePasswordAuthenticationToken.unauthenticated("alice", password);
  }

  @Test
  @DisplayName("U-3 SES-19 authorities stay an unmodifiable set that sorts by their names")
  void keepsAuthorities() throws Throwable {
    User loaded = (User) user("alice");
    User copy = (User) copiers.take(loaded).make();
    assertThat(copy).isEqualTo(loaded).isNotSameAs(loaded);
    assertThat(copy.getAuthorities())
        .hasSameClassAs(loaded.getAuthorities())
        .extracting(GrantedAuthority::getAuthority)
        .containsExactly("ADMIN", "read", "write");
    GrantedAuthority other = () -> "ADMIN";
    assertThat(copy.getAuthorities().contains(other))
        .isEqualTo(loaded.getAuthorities().contains(other))
        .isTrue();
    assertThatThrownBy(() -> copy.getAuthorities().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    copy.eraseCredentials();
    assertThat(loaded.getPassword()).isEqualTo("{noop}open sesame");
  }
}
