package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.FaultyApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import dev.latchkey.it.harness.SmallDisk;
import dev.latchkey.it.harness.TestIdentityProvider;
import dev.latchkey.it.harness.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One application with all phases on, whose home has no room, and whose PostgreSQL has a small disk
 * and a standby: what its user sees when the real thing is slow, cut off, full or gone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseFaultsTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String ALICE = "Account[name=alice, mail=%s, roles=[admin]]";
  private static final String DISK_FULL = "failed 53100";

  @TempDir static Path folder;

  private static final JWK KEY = rsa("first");
  private static TestIdentityProvider identityProvider;
  private static SmallDisk home;
  private static SmallDisk disk;
  private static Postgres primary;
  private static Postgres standby;
  private static Wire wire;
  private static AppJvm app;

  @BeforeAll
  static void start() throws IOException {
    home = SmallDisk.mount(folder.resolve("home"), 1);
    home.fill();
    disk = SmallDisk.mount(folder.resolve("disk"), 256);
    primary = Postgres.startIn(disk.folder().resolve("data"));
    SabotageTest.fill(primary);
    standby = primary.standby(folder.resolve("standby"));
    wire = new Wire(primary.port());
    identityProvider = new TestIdentityProvider();
    identityProvider.publish(KEY);
    // One hit in a hundred would ask the database, to compare.
    String yaml = SabotageTest.CONFIG + "guard: { verify-hits: 0% }\n";
    Path config = Files.writeString(folder.resolve("latchkey.yaml"), yaml);
    app =
        AppJvm.on(Jdk.CURRENT, home.folder())
            .config(config)
            .start(FaultyApp.class, url(), identityProvider.keySetUrl());
    app.dashboard();
    for (int i = 0; i < 10; i++) {
      app.ask("find user1");
    }
  }

  /** As the driver wants it: whoever of the two takes writers. */
  private static String url() {
    return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?targetServerType=primary"
            .formatted(wire.port(), standby.port())
        + "&hostRecheckSeconds=0&user="
        + Postgres.USER
        + "&password="
        + Postgres.PASSWORD;
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each :
        new AutoCloseable[] {app, wire, standby, primary, identityProvider, disk, home}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void assertAlice(String mail) {
    assertThat(app.ask("find alice")).isEqualTo(ALICE.formatted(mail));
  }

  private static void setMail(String mail) {
    assertThat(app.ask("run update accounts set mail = '" + mail + "' where name = 'alice'"))
        .isEqualTo("done");
  }

  /** Has what is known of a user kept. */
  private static void keepAlice(String mail) {
    int runs;
    do {
      runs = runs();
      assertAlice(mail);
    } while (runs() > runs);
  }

  private static int runs() {
    return Integer.parseInt(app.ask("runs now"));
  }

  @Test
  @Order(1)
  void aHomeWithoutRoom() {
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask("auth " + token(KEY, "alice"))).isEqualTo("alice");
    }
    assertAlice("alice@x");
    await()
        .atMost(LIMIT)
        .until(() -> app.errors().stream().anyMatch(line -> line.contains("LK-2050")));
    assertThat(app.errors()).anyMatch(line -> line.contains("LK-2032"));
    assertThat(app.get("/api/v1/history").path("points")).isNotNull();
  }

  @Test
  @Order(2)
  void aSlowDatabase() {
    wire.delay(150);
    try {
      setMail("slow@x");
      assertAlice("slow@x");
      keepAlice("slow@x");
      assertThat(app.ask("find user2")).contains("name=user2,");
      assertThat(app.ask("run select pg_sleep(0.5)")).isEqualTo("done");
    } finally {
      wire.delay(0);
    }
  }

  @Test
  @Order(3)
  void aDatabaseThatIsCutOff() {
    keepAlice(app.ask("find alice").replaceAll(".*mail=([^,]+).*", "$1"));
    String known = app.ask("find alice");
    wire.cut();
    try {
      assertThat(app.ask("find alice")).isEqualTo(known);
      assertThat(app.ask("auth " + token(KEY, "bob"))).isEqualTo("bob");
    } finally {
      wire.mend();
    }
    setMail("back@x");
    assertAlice("back@x");
  }

  @Test
  @Order(4)
  void aDatabaseWhoseDiskIsFull() throws IOException {
    setMail("before@x");
    keepAlice("before@x");
    disk.fill();
    try {
      assertThat(
              app.ask(
                  "run insert into accounts select 'new' || i, repeat('x', 2000), null"
                      + " from generate_series(1, 2000) i"))
          .isEqualTo(DISK_FULL);
      assertAlice("before@x");
      assertThat(app.ask("find user3")).contains("name=user3,");
      assertThat(app.ask("find new1")).isEqualTo("null");
    } finally {
      disk.empty();
    }
    setMail("after@x");
    assertAlice("after@x");
    assertThat(app.ask("run insert into accounts values ('new1', 'new@x', null)"))
        .isEqualTo("done");
    assertThat(app.ask("find new1")).contains("mail=new@x");
  }

  @Test
  @Order(5)
  void aDatabaseThatIsFailedOver() {
    setMail("last@x");
    keepAlice("last@x");
    await()
        .atMost(LIMIT)
        .until(
            () -> standby.ask("select mail from accounts where name = 'alice'").equals("last@x"));
    primary.crash();
    wire.close();
    assertThat(app.ask("find alice")).as("what was kept").isEqualTo(ALICE.formatted("last@x"));
    standby.promote();
    // What was kept may still be a session of the one that is gone: nobody else's call may fail.
    assertThat(app.ask("find user4")).contains("name=user4,");
    setMail("standby@x");
    assertAlice("standby@x");
    assertThat(standby.ask("select mail from accounts where name = 'alice'"))
        .isEqualTo("standby@x");
    app.assertNoAgentErrors();
  }
}
