package dev.latchkey.agent.copy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {
  private final Copiers copiers = new Copiers(ByteBuddyAgent.install());

  @AfterEach
  void close() {
    copiers.close();
  }

  /** Has users. */
  @Entity(name = "Team")
  public static class TeamEntity {
    @Id private long id = 1;

    @OneToMany(mappedBy = "team")
    private List<UserEntity> users = new ArrayList<>();

    /** Returns those who are in it. */
    public List<UserEntity> getUsers() {
      return users;
    }
  }

  /** Is in a team. */
  @Entity(name = "AppUser")
  public static class UserEntity {
    @Id private long id = 7;

    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable TeamEntity team;
  }

  /** What a lookup of an application returns. */
  static final class Answer {
    private final Object user;

    Answer(Object user) {
      this.user = user;
    }
  }

  @Test
  @DisplayName(
      "SES-20 entities, lazy proxies, lazy collections and sessions of Hibernate are refused")
  void refusesManagedObjects() {
    JdbcDataSource database = new JdbcDataSource();
    database.setUrl("jdbc:h2:mem:refusals;DB_CLOSE_DELAY=-1");
    Configuration configuration =
        new Configuration().addAnnotatedClass(TeamEntity.class).addAnnotatedClass(UserEntity.class);
    configuration.getProperties().put("hibernate.connection.datasource", database);
    configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
    try (SessionFactory factory = configuration.buildSessionFactory()) {
      factory.inTransaction(RefusalsTest::fill);
      factory.inSession(this::refusesWhatItGives);
    }
  }

  private static void fill(Session session) {
    TeamEntity team = new TeamEntity();
    UserEntity user = new UserEntity();
    user.team = team;
    session.persist(team);
    session.persist(user);
  }

  private void refusesWhatItGives(Session session) {
    UserEntity user = session.find(UserEntity.class, 7L);
    refuses(new Answer(user), "in Answer.user: .*UserEntity is a persistent entity.*");
    refuses(List.of(session.getReference(TeamEntity.class, 2L)), ".*a lazy proxy of an entity");
    TeamEntity team = (TeamEntity) Hibernate.unproxy(user.team);
    refuses(team.getUsers(), ".*PersistentBag is a collection that loads itself.*");
    refuses(new Answer(session), ".*a database session");
  }

  /** As Hibernate's build plug-in leaves a class. */
  static class Enhanced {
    transient @Nullable Object $$_hibernate_attributeInterceptor;
  }

  /** As EclipseLink's weaver leaves a class. */
  static class Woven {
    transient @Nullable Object _persistence_fetchGroup;
  }

  /** Its memory is not in the heap. */
  static class Native {
    native void peer();
  }

  /** Is a map, and more. */
  static class Settings extends HashMap<String, String> {}

  @SuppressWarnings("JdkObsolete")
  static Stream<Arguments> refused() {
    Supplier<String> lambda = () -> "a";
    Object proxy =
        Proxy.newProxyInstance(
            RefusalsTest.class.getClassLoader(),
            new Class<?>[] {Runnable.class},
            (self, method, arguments) -> null);
    Map<String, String> reordered = new LinkedHashMap<>(4, 0.7f, true);
    return Stream.of(
        Arguments.of(new Enhanced(), ".*enhanced by its framework"),
        Arguments.of(new Woven(), ".*enhanced by its framework"),
        Arguments.of(new Native(), ".*outside of the heap"),
        Arguments.of(new Settings(), ".*Settings extends java.util.HashMap"),
        Arguments.of(new Answer(Thread.currentThread()), ".*a thread.*"),
        Arguments.of(RefusalsTest.class.getClassLoader(), ".*a class loader"),
        Arguments.of(new Answer(new ReentrantLock()), "in Answer.user: .*a lock"),
        Arguments.of(Logger.getLogger("x"), ".*a logger"),
        Arguments.of(org.slf4j.LoggerFactory.getLogger("x"), ".*a logger"),
        Arguments.of(lambda, ".*a lambda"),
        Arguments.of(new TreeMap<>(Comparator.comparing(String::length)), ".*a lambda"),
        Arguments.of(proxy, ".*generated at run time"),
        Arguments.of(Stream.of(1), ".*used up by reading it"),
        Arguments.of(List.of(1).iterator(), ".*used up by reading it"),
        Arguments.of(new ByteArrayInputStream(new byte[1]), ".*a resource.*"),
        Arguments.of(new Socket(), ".*a resource.*"),
        Arguments.of(new CompletableFuture<>(), ".*still to come"),
        Arguments.of(ForkJoinPool.commonPool(), ".*a thread.*"),
        Arguments.of(new IllegalStateException("secret"), ".*an exception"),
        Arguments.of(new AtomicInteger(), ".*not known to be copied safely"),
        Arguments.of(InetAddress.getLoopbackAddress(), ".*not known to be copied safely"),
        Arguments.of(Collections.synchronizedList(new ArrayList<>()), ".*not known.*"),
        Arguments.of(reordered, ".*changed by reading it"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("SES-20 what belongs to a thread, a session or the system is refused, and says so")
  void refusesWhatIsNoValue(Object value, String reason) {
    refuses(value, reason);
    refuses(new ArrayList<>(List.of(Optional.of(value))), reason.replace("in ", ".*"));
  }

  private void refuses(Object value, String reason) {
    assertThatThrownBy(() -> copiers.take(value))
        .isInstanceOf(NotCopyableException.class)
        .hasMessageMatching(reason)
        .hasMessageNotContaining("secret");
  }
}
