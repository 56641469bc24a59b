package dev.latchkey.runtime.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.guard.Plan;
import dev.latchkey.runtime.guard.Rollout.Status;
import dev.latchkey.runtime.redis.RedisProcess;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.session.StoredUsers;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations.Claim;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes that share a real Redis and a real PostgreSQL. */
class FleetTest {
  private static final OptionalLong ANY = OptionalLong.empty();
  private static final Plan PLAN = new Plan(List.of(10, 50, 100), 5);

  private static RedisProcess redis;

  @TempDir static Path folder;

  private final List<Instance> instances = new ArrayList<>();

  @BeforeAll
  static void startRedis() throws Exception {
    redis = new RedisProcess();
    Files.writeString(folder.resolve("key"), Instance.KEY);
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @BeforeEach
  void tables() throws Exception {
    redis.empty();
    StoredUsers.table("fleet_users");
    StoredUsers.table("fleet_others");
  }

  @AfterEach
  void close() throws Exception {
    for (Instance each : instances) {
      each.close();
      assertThat(each.failures()).isZero();
    }
  }

  private Instance begun(String name) {
    Instance instance = new Instance(redis.uri().value(), folder.resolve("key"), name);
    instances.add(instance);
    return instance;
  }

  /** Returns one that hears the others and is heard by them. */
  private Instance joined(String name) {
    Instance instance = begun(name);
    await().until(instance::isLinked);
    for (Instance each : instances) {
      await().until(() -> each.fleet().view().instances().size() >= instances.size());
    }
    return instance;
  }

  @Test
  @DisplayName("SES-16 a write in one instance is what the next lookup in another finds")
  void hearsOfWrites() throws Exception {
    StoredUsers here = joined("a:1").users("fleet_users");
    Instance other = joined("b:1");
    StoredUsers there = other.users("fleet_users").keep("alice");
    StoredUsers unrelated = other.users("fleet_others").keep("alice");
    here.keep("bob");

    here.change("alice", "new@x");

    await().until(() -> there.mail("alice").equals("new@x"));
    assertThat(unrelated.serves("alice")).isTrue();
    assertToldInTime(other);
    there.keep("alice");
    here.keep("alice");
  }

  @Test
  @DisplayName("U-4 SES-16 a method of invalidated-by counts in all instances, for whom it names")
  void hearsOfMethods() throws Exception {
    StoredUsers here = joined("a:1").users("fleet_users");
    Instance other = joined("b:1");
    StoredUsers there = other.users("fleet_users").keep("alice").keep("bob");

    here.touched("alice");

    await().until(() -> !there.serves("alice"));
    assertThat(there.serves("bob")).isTrue();
    assertToldInTime(other);
  }

  @Test
  @DisplayName("SES-24 C-2 what an operator drops in one instance falls in all")
  void hearsOfOperators() throws Exception {
    Instance one = joined("a:1");
    Instance other = joined("b:1");
    StoredUsers there = other.users("fleet_users").keep("alice").keep("bob");

    one.runtime.sessions().invalidate(new EntrySelector(EntrySelector.Kind.SUBJECT, " ALICE"));
    await().until(() -> !there.serves("alice"));
    assertThat(there.serves("bob")).isTrue();

    one.runtime.sessions().invalidateAll();
    await().until(() -> !there.serves("bob"));
    assertToldInTime(other);
  }

  @Test
  @DisplayName("C-2 SES-24 X-1 tokens that are taken back in one instance are in all")
  void hearsOfTokens() {
    Instance one = joined("a:1");
    Instance other = joined("b:1");
    other.keepToken("alice");
    other.keepToken("bob");

    one.runtime.revocations().drop(new EntrySelector(EntrySelector.Kind.SUBJECT, "alice"));
    await().until(() -> !other.hasToken("alice"));
    assertThat(other.hasToken("bob")).isTrue();

    one.runtime
        .revocations()
        .revoke(List.of(new Claim(ClaimKind.SUBJECT, "bob")), Duration.ofHours(1));
    await().until(() -> !other.hasToken("bob"));
    other.keepToken("bob");
    assertThat(other.hasToken("bob")).as("a revoked subject").isFalse();
    other.keepToken("alice");
    assertThat(other.hasToken("alice")).isTrue();
  }

  /** One hit in a hundred is compared with the application's answer, which finds changes too. */
  private static void assertToldInTime(Instance instance) {
    assertThat(instance.runtime.sessions().figures())
        .allSatisfy(target -> assertThat(target.comparisons()).isZero());
  }

  @Test
  @DisplayName("R-2 what instances tell each other shows no names")
  void tellsNoNames() throws Exception {
    Instance one = joined("secrethost:1");
    StoredUsers here = one.users("fleet_users").keep("alice");
    try (Socket socket = new Socket("127.0.0.1", URI.create(redis.uri().value()).getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write("SUBSCRIBE lk:{latchkey}:bus\r\n".getBytes(StandardCharsets.UTF_8));
      StringBuilder heard = new StringBuilder();
      await().until(() -> read(socket.getInputStream(), heard).contains("message"));
      here.change("alice", "new@x");
      here.touched("alice");
      one.runtime.sessions().invalidate(new EntrySelector(EntrySelector.Kind.SUBJECT, "alice"));
      await().until(() -> read(socket.getInputStream(), heard).split("message", -1).length > 8);
      assertThat(heard.toString()).doesNotContain("alice", "fleet_users", "secrethost", "session");
    }
  }

  private static String read(InputStream in, StringBuilder heard) throws Exception {
    byte[] bytes = in.readNBytes(in.available());
    return heard.append(new String(bytes, StandardCharsets.ISO_8859_1)).toString();
  }

  @Test
  @DisplayName("SES-15 R-7 when Redis stops answering all falls, and again when it is back")
  void dropsAllWithoutTheOthers() throws Exception {
    Instance one = joined("a:1");
    StoredUsers here = one.users("fleet_users");
    Instance other = joined("b:1");
    StoredUsers there = other.users("fleet_users").keep("alice");
    redis.signal("STOP");
    try {
      here.change("alice", "new@x");
      await().until(() -> there.mail("alice").equals("new@x"));
      await().until(() -> !other.events("fleet.lost").isEmpty());
      there.keep("alice");
      here.change("alice", "newer@x");
      assertThat(here.mail("alice")).isEqualTo("newer@x");
    } finally {
      redis.signal("CONT");
    }
    await().until(() -> there.mail("alice").equals("newer@x"));
    await().until(other::isLinked);
    assertThat(other.events("fleet.lost")).hasSize(1);
    assertThat(other.troubles).hasSize(1);
    await().until(() -> other.events("fleet.joined").size() == 2);
  }

  @Test
  @DisplayName("R-8 an instance that finds no Redis goes on alone, says so once, and joins later")
  void startsWithoutRedis() throws Exception {
    redis.stop();
    Instance alone = begun("a:1");
    StoredUsers users = alone.users("fleet_users").keep("alice");
    users.change("alice", "new@x");
    assertThat(users.mail("alice")).isEqualTo("new@x");
    await().until(() -> alone.events("fleet.lost").size() == 1);
    assertThat(alone.troubles).hasSize(1);
    assertThat(alone.troubles.get(0)).startsWith("Redis is not reached");

    redis.start();
    await().until(() -> alone.events("fleet.joined").size() == 1);
  }

  @Test
  @DisplayName("R-4 without a key there is no fleet, and the instance goes on alone")
  void needsKey() throws Exception {
    Instance alone = new Instance(redis.uri().value(), folder.resolve("missing"), "a:1");
    instances.add(alone);
    await().until(() -> !alone.troubles.isEmpty());
    assertThat(alone.troubles.get(0)).isEqualTo("Redis is not used: the key file cannot be read");
    assertThat(alone.users("fleet_users").keep("alice").mail("alice")).isEqualTo("a@x");
  }

  @Test
  void aPhaseIsSwitchedInAll() {
    Instance one = joined("a:1");
    Instance other = joined("b:1");

    one.rollOut(40);
    await().until(() -> other.phase().rolloutPercent() == 40);
    assertThat(other.events("phase.changed")).hasSize(1);
    assertThat(other.events("phase.changed").get(0).text()).contains("as on a:1");
    assertThat(other.phase().changedBy()).isEqualTo("fleet");

    other.rollOut(0);
    await().until(() -> !one.phase().enabled());
    assertThat(one.phase().version()).isEqualTo(3).isEqualTo(other.phase().version());
    assertThat(one.events("phase.changed")).hasSize(2);
    assertThat(other.events("phase.changed")).hasSize(2);
  }

  @Test
  void aNewInstanceTakesWhatTheOthersWereSwitchedTo() {
    Instance one = joined("a:1");
    one.rollOut(40);
    one.rollOut(20);
    Instance late = joined("b:1");
    await().until(() -> late.phase().rolloutPercent() == 20);
    assertThat(late.phase().version()).isEqualTo(3);
    await().until(() -> late.fleet().view().instances().stream().allMatch(each -> each.agrees()));
  }

  @Test
  @DisplayName(
      "C-7 R-7 a plan is that of all, and a rollback holds that Redis kept from the others")
  void aPlanIsLedInAll() throws Exception {
    Instance one = joined("a:1");
    Instance other = joined("b:1");
    one.runtime.guard().begin(Phase.SESSION, PLAN, "api", "ticket 812", ANY);
    await().until(() -> other.isAt(Status.RUNNING, 0));
    assertThat(other.phase().rolloutPercent()).isEqualTo(10);
    other.runtime.guard().advance(Phase.SESSION, "api", "", ANY);
    await().until(() -> one.isAt(Status.RUNNING, 1));
    assertThat(one.events("rollout.advanced").get(0).text()).startsWith("As on b:1: Phase session");
    Instance late = joined("c:1");
    await().until(() -> late.isAt(Status.RUNNING, 1));

    redis.signal("STOP");
    try {
      for (Instance each : instances) {
        await().until(() -> !each.events("fleet.lost").isEmpty());
        assertThat(each.phase().rolloutPercent()).as("alone").isEqualTo(50);
      }
      one.runtime.guard().wrongAccept(Phase.SESSION, "find");
      other.runtime.guard().advance(Phase.SESSION, "auto", "", ANY);
      other.runtime.guard().pause(Phase.SESSION, "api", "", ANY);
      assertThat(other.phase().rolloutPercent()).isEqualTo(95);
    } finally {
      redis.signal("CONT");
    }
    for (Instance each : instances) {
      await().until(() -> each.isAt(Status.ROLLED_BACK, 1) && !each.phase().enabled());
      await().until(() -> each.phase().version() == one.phase().version());
    }
    assertThat(one.events("rollout.held-off")).isNotEmpty();
  }

  @Test
  void anInstanceThatEndsLeavesTheOthersAsTheyAre() throws Exception {
    Instance one = joined("a:1");
    Instance ending = joined("b:1");
    ending.close();
    instances.remove(ending);
    assertThat(ending.phase().enabled()).isFalse();

    joined("c:1").rollOut(30);
    await().until(() -> one.phase().rolloutPercent() == 30);
    assertThat(one.phase().enabled()).isTrue();
    assertThat(one.events("phase.changed")).hasSize(1);
    assertThat(ending.events("fleet.lost")).isEmpty();
  }

  @Test
  void showsWhoIsThereAndWhoDiffers() {
    Instance one = joined("a:1");
    Instance other = joined("b:1");
    assertThat(one.fleet().view().instances())
        .extracting(FleetView.Instance::name)
        .containsExactly("a:1", "b:1");
    other.fleet().named("b:1", "2");
    await().until(() -> !one.fleet().view().instances().get(1).agrees());
    assertThat(one.fleet().view().instances().get(0).own()).isTrue();
    assertThat(one.fleet().view().instances().get(0).agrees()).isTrue();
  }
}
