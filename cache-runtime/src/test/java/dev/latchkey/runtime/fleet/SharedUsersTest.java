package dev.latchkey.runtime.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.pool.RealPostgres;
import dev.latchkey.runtime.redis.RedisProcess;
import dev.latchkey.runtime.session.StoredUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that several runtimes keep in a real Redis, found in a real PostgreSQL. */
class SharedUsersTest {
  private static final String TABLE = "shared_users";
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
  void table() throws Exception {
    redis.empty();
    StoredUsers.table(TABLE);
  }

  @AfterEach
  void close() throws Exception {
    for (Instance each : instances) {
      each.close();
      assertThat(each.failures()).isZero();
    }
  }

  private Instance joined(String name) {
    return joined(name, redis.uri().value());
  }

  private Instance joined(String name, String uri) {
    Instance instance = new Instance(uri, folder.resolve("key"), name);
    instances.add(instance);
    await().until(instance::isLinked);
    return instance;
  }

  /** Returns users that were looked up before, so that it is known what a lookup depends on. */
  private static StoredUsers met(Instance instance) throws Exception {
    return instance.users(TABLE).keep("bob");
  }

  /** Looks up until Redis has the answer. */
  private static void share(Instance instance, StoredUsers users, String login) {
    long before = users.sharedHits();
    await()
        .until(
            () -> {
              instance.runtime.sessions().clear();
              users.mail(login);
              return users.sharedHits() > before;
            });
  }

  @Test
  @DisplayName(
      "SES-29 SES-16 an instance that starts is served from Redis, and tells what that takes")
  void startsWarm() throws Exception {
    Instance one = joined("a:1");
    share(one, met(one), "alice");
    one.close();
    instances.remove(one);

    StoredUsers late = met(joined("b:1"));
    assertThat(late.shared()).isEqualTo("on");
    assertThat(late.figures().loadP50Millis()).as("its own, of bob").isPositive();
    await().until(() -> late.serves("alice"));
    assertThat(late.sharedHits()).isEqualTo(1);
    assertThat(late.figures().sharedP50Millis()).as("Redis, asked for alice").isBetween(1e-3, 20.0);
    assertThat(late.mail("alice")).isEqualTo("a@x");
  }

  @Test
  @DisplayName("SES-16 R-7 a write is never followed by what Redis had before it")
  void fallsWithWrites() throws Exception {
    Instance one = joined("a:1");
    StoredUsers here = met(one);
    Instance other = joined("b:1");
    StoredUsers there = met(other);
    for (int i = 0; i < 30; i++) {
      share(one, here, "alice");
      share(other, there, "alice");
      String mail = i + "@x";
      here.change("alice", mail);
      assertThat(here.mail("alice")).isEqualTo(mail);
      await().until(() -> there.mail("alice").equals(mail));
      other.runtime.sessions().clear();
      assertThat(there.mail("alice")).isEqualTo(mail);
    }
  }

  @Test
  @DisplayName("SES-5 SES-16 no answer is older than a write of this process, whoever fills Redis")
  void servesNothingStale() throws Exception {
    Instance one = joined("a:1");
    Instance other = joined("b:1");
    StoredUsers writer = met(one);
    StoredUsers reader = met(one);
    StoredUsers filler = met(other);
    writer.change("alice", "0");
    AtomicLong committed = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong stale = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Void> reading =
          () -> {
            while (!done.get()) {
              one.runtime.sessions().clear();
              long before = committed.get();
              long found = Long.parseLong((String) reader.mail("alice"));
              stale.addAndGet(found < before ? 1 : 0);
            }
            return null;
          };
      Callable<Void> filling =
          () -> {
            while (!done.get()) {
              other.runtime.sessions().clear();
              filler.mail("alice");
            }
            return null;
          };
      List<Future<Void>> all = List.of(threads.submit(reading), threads.submit(filling));
      for (int version = 1; version <= 300; version++) {
        long hits = reader.sharedHits();
        writer.change("alice", String.valueOf(version));
        committed.set(version);
        if (version % 10 == 0) {
          await().until(() -> reader.sharedHits() > hits);
        }
      }
      done.set(true);
      for (Future<Void> each : all) {
        each.get();
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    assertThat(stale).hasValue(0);
  }

  @Test
  @DisplayName("U-4 SES-24 who is named by a method or an operator goes from Redis too")
  void fallsByName() throws Exception {
    Instance one = joined("a:1");
    StoredUsers here = met(one);
    Instance other = joined("b:1");
    StoredUsers there = met(other);
    // The change is unseen, so that what is looked up now has to be the old answer. Redis has 20 ms
    // for it: where the machine is too busy for that the table answers, and all is done again.
    await()
        .until(
            () -> {
              StoredUsers.table(TABLE);
              here.touched("alice");
              share(one, here, "alice");
              change("alice", "unseen@x");
              other.runtime.sessions().clear();
              return there.mail("alice").equals("a@x");
            });

    there.touched("alice");
    assertThat(there.mail("alice")).isEqualTo("unseen@x");
    await().until(() -> here.mail("alice").equals("unseen@x"));
  }

  private static void change(String login, String mail) throws Exception {
    try (var connection = RealPostgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "update " + TABLE + " set mail = '" + mail + "' where login = '" + login + "'");
    }
  }

  @Test
  @DisplayName("SES-33 a phase that is switched off leaves nothing in Redis that is used again")
  void forgetsWhenOff() throws Exception {
    Instance one = joined("a:1");
    StoredUsers here = met(one);
    share(one, here, "alice");
    change("alice", "unseen@x");
    one.rollOut(0);
    one.rollOut(100);
    assertThat(here.mail("alice")).isEqualTo("unseen@x");
  }

  @Test
  @DisplayName("SES-27 a value that holds a secret stays in memory, and the target says so")
  void keepsSecretsHere() throws Exception {
    Instance one = joined("a:1");
    StoredUsers users = met(one);
    users.change("alice", "password");
    users.keep("alice");
    assertThat(users.shared()).isEqualTo("it holds a secret");
    one.runtime.sessions().clear();
    users.keep("alice").keep("bob");
    assertThat(redis.users()).isZero();
  }

  @Test
  @DisplayName("SES-2 R-1 several objects that look up, or unnamed tables, share nothing")
  void sharesOnlyWhatAllKnow() throws Exception {
    Instance one = joined("a:1");
    StoredUsers users = met(one);
    users.refuseSharing("several objects of its class look users up");
    one.runtime.sessions().clear();
    users.keep("alice").keep("bob");
    assertThat(users.shared()).isEqualTo("several objects of its class look users up");
    try (StoredUsers unnamed = new StoredUsers(one.runtime, TABLE, false)) {
      unnamed.keep("alice").keep("bob");
      assertThat(unnamed.shared()).contains("sql-table");
    }
    assertThat(redis.users()).isZero();
  }

  @Test
  @DisplayName("R-8 an instance that may not keep entries still hears the others, and serves")
  void livesWithFewRights() throws Exception {
    redis.allow("few", "on", ">secret", "~lk:*", "&*", "+@all", "-eval", "-info");
    Instance one = joined("a:1", redis.uri().value().replace("//", "//few:secret@"));
    StoredUsers users = met(one).keep("alice");
    StoredUsers there = met(joined("b:1")).keep("alice");
    users.change("alice", "new@x");
    await().until(() -> there.mail("alice").equals("new@x"));
    assertThat(users.keep("alice").mail("alice")).isEqualTo("new@x");
    assertThat(one.events("fleet.lost")).isEmpty();
  }

  @Test
  @DisplayName("R-8 R-9 a wrong password is a server that is not reached: lookups go on")
  void livesWithoutRights() throws Exception {
    redis.allow("other", "on", ">secret", "~lk:*", "&*", "+@all");
    Instance one =
        new Instance(
            redis.uri().value().replace("//", "//other:wrong@"), folder.resolve("key"), "a:1");
    instances.add(one);
    StoredUsers users = met(one).keep("alice");
    users.change("alice", "new@x");
    assertThat(users.mail("alice")).isEqualTo("new@x");
    await().until(() -> !one.events("fleet.lost").isEmpty() && !one.troubles.isEmpty());
    assertThat(one.troubles).hasSize(1);
    assertThat(one.troubles.get(0)).doesNotContain("wrong", "other");
  }

  @Test
  @DisplayName("SES-28 I-3 lookups go on while Redis hangs, and share again when it is back")
  void survivesHangs() throws Exception {
    Instance one = joined("a:1");
    StoredUsers users = met(one);
    share(one, users, "alice");
    redis.signal("STOP");
    try {
      for (int i = 0; i < 20; i++) {
        one.runtime.sessions().clear();
        assertThat(users.mail("alice")).isEqualTo("a@x");
      }
      assertThat(one.fleet().stats().orElseThrow().faults()).isPositive();
    } finally {
      redis.signal("CONT");
    }
  }
}
