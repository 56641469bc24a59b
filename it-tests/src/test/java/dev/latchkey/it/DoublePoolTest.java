package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.it.app.PoolsApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real connection pools, and what connects without one, in one unmodified application whose
 * connections are already used again: kept ones are there for whoever is taken for the application.
 */
@ParameterizedClass
@MethodSource("jdks")
class DoublePoolTest {
  /** More than it takes to learn of a call site, with some whose close is seen later. */
  private static final int TIMES = 26;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Has Narayana write no files and open no port. */
  private static final String[] NARAYANA = {
    "-DObjectStoreEnvironmentBean.objectStoreType="
        + "com.arjuna.ats.internal.arjuna.objectstore.VolatileStore",
    "-DCoordinatorEnvironmentBean.transactionStatusManagerEnable=false"
  };

  private static final String DRIVERS_OWN = "org.postgresql.jdbc.PgConnection";

  @TempDir static Path homes;

  private static Postgres server;
  private static AppJvm app;

  @Parameter Jdk jdk;

  /** That the pool does the same on each is shown by {@link PoolTest}; one is enough here. */
  static List<Jdk> jdks() {
    List<Jdk> all = Jdk.all();
    return all.subList(all.size() - 1, all.size());
  }

  @BeforeAll
  static void startServer() {
    server = Postgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeParameterizedClassInvocation
  static void startApplication(Jdk jdk) throws IOException {
    app =
        AppJvm.on(jdk, Files.createDirectory(homes.resolve("jdk" + jdk.version())))
            .config("admin: { port: 0 }\nphases: { pool: { enabled: true } }\n")
            .options(NARAYANA)
            .start(PoolsApp.class, server.url(), Postgres.USER, Postgres.PASSWORD);
    assertThat(app.nextLine()).isEqualTo("started");
    app.dashboard();
    awaitReuse("manager");
  }

  @AfterParameterizedClassInvocation
  static void stopApplication() {
    app.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hikari",
        "hikari-source",
        "dbcp2",
        "dbcp2-manager",
        "tomcat",
        "tomcat-source",
        "c3p0",
        "c3p0-source",
        "agroal",
        "agroal-source",
        "druid",
        "vibur",
        "vibur-source",
        "mybatis-pooled",
        "hibernate-own"
      })
  @DisplayName("POOL-2 D-4 a pool gets the driver's own connections, and a new one each time")
  void leavesPoolsAlone(String pool) {
    long before = treated();
    assertThat(app.ask(pool + " " + TIMES)).isEqualTo(DRIVERS_OWN + " " + TIMES);
    assertThat(treated()).as("connections served or kept").isEqualTo(before);
  }

  @Test
  @DisplayName("POOL-4 a thread in a transaction of JTA gets the driver's own, whoever asks")
  void leavesGlobalTransactionsAlone() {
    long before = treated();
    assertThat(app.ask("jta " + TIMES)).isEqualTo(DRIVERS_OWN + " " + TIMES);
    assertThat(treated()).as("connections served or kept").isEqualTo(before);
    awaitReuse("manager");
  }

  @ParameterizedTest
  @ValueSource(strings = "h2")
  @DisplayName("POOL-2 POOL-4 so does the pool of an embedded database")
  void leavesEmbeddedPoolsAlone(String pool) {
    long before = treated();
    assertThat(app.ask(pool + " " + TIMES)).matches("org\\.h2\\.jdbcx?\\.\\S+ " + TIMES);
    assertThat(treated()).as("connections served or kept").isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manager",
        "source",
        "spring",
        "spring-driver",
        "mybatis-unpooled",
        "hibernate-source"
      })
  @DisplayName("POOL-1 what connects for each call has its connections used again")
  void servesWhatHasNoPool(String way) {
    awaitReuse(way);
  }

  private static void awaitReuse(String way) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(app.ask(way + " " + TIMES))
                    .endsWith(" 1")
                    .doesNotStartWith(DRIVERS_OWN + " "));
  }

  /** Returns how many connections were served or may have been kept. */
  private static long treated() {
    var outcomes = app.target("jdbc-connect").path("outcomes");
    return outcomes.path("hit").asLong() + outcomes.path("miss").asLong();
  }
}
