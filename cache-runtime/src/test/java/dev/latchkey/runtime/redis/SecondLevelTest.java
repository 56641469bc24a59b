package dev.latchkey.runtime.redis;

import static dev.latchkey.runtime.redis.Peer.KEY_1;
import static dev.latchkey.runtime.redis.Peer.KEY_2;
import static dev.latchkey.runtime.redis.Peer.KEY_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.Secret;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Against a real Redis, one for all tests; each has a namespace of its own. */
class SecondLevelTest {
  private static RedisProcess redis;
  private static int number;

  private final String namespace = "n" + ++number;
  private final List<Peer> peers = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    redis = new RedisProcess();
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
  }

  @AfterEach
  void close() {
    peers.forEach(Peer::close);
    assertThat(peers).allSatisfy(peer -> assertThat(peer.errors).isEmpty());
  }

  private Peer peer(String... keys) {
    return peerIn(namespace, keys);
  }

  private Peer peerIn(String name, String... keys) {
    Peer peer = new Peer(redis, name, keys.length == 0 ? new String[] {KEY_1} : keys);
    peers.add(peer);
    return peer;
  }

  private byte[] entryName() {
    List<byte[]> names = entryNames();
    assertThat(names).hasSize(1);
    return names.get(0);
  }

  private List<byte[]> entryNames() {
    return redis.names("lk:{" + namespace + "}:session:*").stream()
        .filter(name -> !new String(name, StandardCharsets.UTF_8).contains(":e:"))
        .toList();
  }

  private static byte[] read(byte[] name) {
    return (byte[]) redis.ask(Command.GET, name);
  }

  @Test
  @DisplayName("R-1 only key sets and users can be shared")
  void sharesTwoLayers() {
    assertThat(SharedLayer.values()).containsExactly(SharedLayer.JWKS, SharedLayer.SESSION);
  }

  @Test
  @DisplayName("R-2 SES-27 nothing in Redis shows whom an entry is about or what it says")
  void showsNothing() {
    peer().keeps("alice", "secret of alice");
    peers.get(0).invalidate("alice");
    await().until(() -> redis.names("lk:{" + namespace + "}:session:e:*").size() == 1);
    for (byte[] name : redis.names("*")) {
      assertThat(text(name)).doesNotContain("alice");
      assertThat(text(read(name))).doesNotContain("alice", "secret");
    }
    assertThat(Peer.key("alice")).hasToString("SharedKey[session]");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void anotherProcessFindsWhatOneHasPut() {
    peer().keeps("alice", "value");
    assertThat(peer().get("alice")).isEqualTo("value");
    assertThat(peers.get(1).level.get(Peer.entry("alice")).lifeMillis()).isBetween(1L, 60_000L);
    assertThat(peers.get(1).level.stats().hits()).isEqualTo(2);
  }

  @Test
  @DisplayName("R-3 SES-26 an entry whose bytes were changed, cut or swapped is a miss and goes")
  void refusesForgeries() {
    Peer peer = peer().keeps("alice", "value");
    byte[] name = entryName();
    byte[] sealed = read(name);
    long unreadable = 0;
    for (int i = 0; i < sealed.length; i += 5) {
      byte[] forged = sealed.clone();
      forged[i] ^= 1;
      assertForged(peer, name, forged, ++unreadable);
    }
    byte[] cut = new byte[sealed.length - 1];
    System.arraycopy(sealed, 0, cut, 0, cut.length);
    assertForged(peer, name, cut, ++unreadable);
    assertForged(peer, name, new byte[3], ++unreadable);
    peer.keeps("alice", "value").keeps("bob", "other");
    List<byte[]> names = entryNames();
    byte[] first = read(names.get(0));
    redis.ask(Command.SET, names.get(0), read(names.get(1)));
    redis.ask(Command.SET, names.get(1), first);
    assertThat(peer.get("alice")).isNull();
    assertThat(peer.get("bob")).isNull();
  }

  private static void assertForged(Peer peer, byte[] name, byte[] forged, long unreadable) {
    redis.ask(Command.SET, name, forged);
    assertThat(peer.get("alice")).isNull();
    assertThat(peer.level.stats().unreadable()).isEqualTo(unreadable);
    await().until(() -> read(name) == null);
  }

  @Test
  @DisplayName("R-3 SES-25 an entry of another namespace, layer or format is not seen")
  void staysInItsPlace() {
    peer().keeps("alice", "value");
    byte[] sealed = read(entryName());
    Peer other = peerIn(namespace + "x").keeps("alice", "other");
    String pattern = "lk:{" + namespace + "x}:session:*";
    redis.ask(Command.SET, redis.names(pattern).get(0), sealed);
    assertThat(other.get("alice")).isNull();
    Peer same = peers.get(0);
    SharedFormat redeployed = new SharedFormat("test", 1, "other classes");
    List<SharedKey> alice = List.of(Peer.key("alice"));
    assertThat(same.level.get(new SharedEntry(alice.get(0), alice, redeployed)).value()).isNull();
    SharedKey document = new SharedKey(SharedLayer.JWKS, alice.get(0).key());
    assertThat(same.level.get(new SharedEntry(document, alice, Peer.FORMAT)).value()).isNull();
    assertThat(same.get("alice")).isEqualTo("value");
  }

  @Test
  @DisplayName("R-4 entries of an older key can be read, of an unknown one not")
  void rotatesKeys() {
    peer(KEY_1).keeps("alice", "value");
    assertThat(peer(KEY_2, KEY_1).get("alice")).isEqualTo("value");
    assertThat(peer(KEY_3).get("alice")).isNull();
    peers.get(1).keeps("bob", "newer");
    assertThat(peer(KEY_1, KEY_2).get("bob")).isEqualTo("newer");
    peers.get(3).invalidate("bob");
    await().until(() -> peers.get(1).heard.contains("invalidated bob"));
    assertThat(peers.get(1).get("bob")).isNull();
  }

  @Test
  @DisplayName("R-5 what an attacker writes is a miss: serialized objects, 100 MB, lists")
  void survivesAttackers() throws Exception {
    Peer peer = peer().keeps("alice", "value");
    byte[] name = entryName();
    ByteArrayOutputStream gadget = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(gadget)) {
      out.writeObject(new ArrayList<>(List.of("gadget")));
    }
    assertForged(peer, name, gadget.toByteArray(), 1);
    redis.ask(Command.SETRANGE, name, RedisLink.bytes("104857600"), RedisLink.bytes("x"));
    assertThat(peer.get("alice")).isNull();
    assertThat(peer.level.stats().oversized()).isEqualTo(1);
    await().until(() -> entryNames().isEmpty());
    redis.ask(Command.LPUSH, name, RedisLink.bytes("x"));
    assertThat(peer.get("alice")).isNull();
    await().until(() -> entryNames().isEmpty());
    peer.keeps("alice", "again");
    peer.level.put(
        Peer.entry("big"),
        new byte[SecondLevel.MOST_BYTES + 1],
        Duration.ZERO,
        Duration.ofMinutes(1),
        peer.mark("big"));
    assertThat(peer.level.stats().droppedWrites()).isEqualTo(1);
  }

  @Test
  @DisplayName("R-6 SES-34 an entry ends when it was to end, though the server keeps it")
  void endsByItself() {
    Peer peer = peer();
    peer.put("alice", "value", Duration.ofMillis(1_500));
    await().until(() -> "value".equals(peer.get("alice")));
    redis.ask(Command.PERSIST, entryName());
    await().until(() -> peer.get("alice") == null);
    assertThat(peer.level.stats().unreadable()).isEqualTo(1);
  }

  @Test
  @DisplayName("R-7 an invalidation is heard by the others, is at once a miss here, and holds")
  void invalidates() {
    Peer one = peer().keeps("alice", "value");
    Peer other = peer();
    assertThat(other.get("alice")).isEqualTo("value");
    SharedLookup.Mark before = other.mark("alice");
    one.invalidate("alice");
    assertThat(one.get("alice")).isNull();
    await().until(() -> other.heard.contains("invalidated alice"));
    assertThat(other.get("alice")).isNull();
    other.put("alice", "loaded before", Duration.ofMinutes(1), before);
    other.keeps("bob", "written after it");
    assertThat(other.get("alice")).isNull();
    assertThat(one.heard).doesNotContain("invalidated alice");
  }

  @Test
  @DisplayName("R-7 SES-15 a link that breaks is lost, and regained as unknown")
  void noticesLostLinks() {
    Peer peer = peer();
    redis.ask(Command.CLIENT, "KILL", "TYPE", "pubsub");
    await().until(() -> peer.heard.size() >= 3);
    assertThat(peer.heard).startsWith("regained", "lost", "regained");
  }

  @Test
  @DisplayName("R-7 an invalidation that finds no server waits for it")
  void invalidatesLater() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer one = new Peer(own, namespace, KEY_1)) {
      one.keeps("alice", "value");
      own.stop();
      one.invalidate("alice");
      assertThat(one.get("alice")).isNull();
      await().until(() -> one.heard.contains("lost"));
      own.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> one.heard.size() >= 3);
      await().until(() -> !own.names("lk:{" + namespace + "}:session:e:*").isEmpty());
    }
  }

  @Test
  @DisplayName("R-8 a server that is slow costs a miss, not its time, and is asked again")
  void survivesSlowness() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer peer = new Peer(own, namespace, KEY_1)) {
      peer.keeps("alice", "value");
      // On a machine that is slow itself the pause may be over before the question.
      await()
          .until(
              () -> {
                own.ask(Command.CLIENT, "PAUSE", "1000");
                return peer.get("alice") == null;
              });
      await().until(() -> "value".equals(peer.get("alice")));
      assertThat(peer.level.stats().faults()).isPositive();
      assertThat(peer.errors).isEmpty();
    }
  }

  @Test
  @DisplayName("R-8 SES-28 a server that hangs costs misses, is left alone, and comes back")
  void survivesHangs() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer peer = new Peer(own, namespace, KEY_1)) {
      peer.keeps("alice", "value");
      own.signal("STOP");
      await()
          .until(
              () -> {
                assertThat(peer.get("alice")).isNull();
                return peer.level.stats().open();
              });
      await().until(() -> peer.heard.contains("lost"));
      own.signal("CONT");
      await().atMost(Duration.ofSeconds(40)).until(() -> "value".equals(peer.get("alice")));
      assertThat(peer.errors).isEmpty();
    }
  }

  @Test
  @DisplayName("R-9 who writes to the server can bring back an entry with its epoch, until it ends")
  void boundsReplay() {
    Peer peer = peer().keeps("alice", "old");
    byte[] name = entryName();
    byte[] sealed = read(name);
    byte[] epochName = redis.names("lk:{" + namespace + "}:session:e:*").get(0);
    byte[] epoch = read(epochName);
    peer.invalidate("alice");
    await().until(() -> !Arrays.equals(read(epochName), epoch));
    await().until(() -> !peer.mark("alice").generation().isEmpty());
    redis.ask(Command.SET, name, sealed);
    assertThat(peer.get("alice")).isNull();
    redis.ask(Command.DEL, epochName);
    redis.ask(Command.SET, name, sealed);
    assertThat(peer.get("alice")).as("an epoch that the server lost brings nothing back").isNull();
    redis.ask(Command.SET, epochName, epoch);
    redis.ask(Command.SET, name, sealed);
    assertThat(peer.get("alice")).isEqualTo("old");
  }

  @Test
  @DisplayName("R-9 a server elsewhere needs TLS and a password")
  void refusesOpenServers() {
    for (String uri : List.of("redis://u:p@192.0.2.1", "rediss://192.0.2.1", "http://localhost")) {
      assertThatThrownBy(
              () ->
                  new SecondLevel(
                      new Secret(uri),
                      KeyRing.parse(new Secret(KEY_1)),
                      namespace,
                      new Peer.Deaf(),
                      Ticker.system(),
                      failure -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("192.0.2.1");
    }
  }

  @Test
  @DisplayName("SES-33 a flush makes everything unreachable for all")
  void flushes() {
    Peer one = peer().keeps("alice", "value");
    Peer other = peer();
    one.level.flush();
    assertThat(one.get("alice")).isNull();
    await().until(() -> other.heard.contains("flushed"));
    await().until(() -> !other.mark("alice").generation().isEmpty());
    assertThat(other.get("alice")).isNull();
    one.keeps("alice", "new");
    assertThat(other.get("alice")).isEqualTo("new");
  }

  @Test
  @DisplayName("SES-33 R-3 an entry of an older generation cannot be brought back, by any name")
  void refusesOlderGenerations() {
    Peer peer = peer().keeps("alice", "old");
    byte[] name = entryName();
    byte[] sealed = read(name);
    peer.level.flush();
    await().until(() -> !peer.mark("alice").generation().isEmpty());
    redis.ask(Command.SET, name, sealed);
    assertThat(peer.get("alice")).isNull();
    redis.ask(Command.DEL, name);
    peer.keeps("alice", "new");
    redis.ask(Command.SET, entryName(), sealed);
    assertThat(peer.get("alice")).isNull();
  }

  @Test
  @DisplayName("SES-15 R-7 what a server reads from an older file, or another one has, is not used")
  void refusesOlderServers() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer peer = new Peer(own, namespace, KEY_1)) {
      peer.keeps("alice", "old");
      own.ask(Command.SAVE, new byte[0][]);
      peer.invalidate("alice");
      await().until(() -> !peer.mark("alice").generation().isEmpty());
      peer.keeps("alice", "new");
      own.stop();
      await().until(() -> peer.heard.contains("lost"));
      own.start();
      assertThat(own.names("lk:{" + namespace + "}:session:*")).isNotEmpty();
      await().until(() -> peer.heard.contains("flushed"));
      await().until(() -> !peer.mark("alice").generation().isEmpty());
      assertThat(peer.get("alice")).isNull();
      peer.keeps("alice", "newer");
    }
  }

  @Test
  @DisplayName("R-7 R-8 a server that is full passes invalidations on, and keeps nothing stale")
  void survivesFullServers() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer one = new Peer(own, namespace, KEY_1);
        Peer other = new Peer(own, namespace, KEY_1)) {
      one.keeps("alice", "value");
      assertThat(other.get("alice")).isEqualTo("value");
      own.set("maxmemory", "1");
      one.put("bob", "value", Duration.ofMinutes(1));
      one.invalidate("alice");
      await().until(() -> other.heard.contains("invalidated alice"));
      assertThat(other.get("alice")).isNull();
      assertThat(one.get("alice")).isNull();
      await().until(() -> one.level.stats().refused() > 0);
      assertThat(one.level.stats().linked()).isTrue();
      own.set("maxmemory", "0");
      await().until(() -> !one.mark("alice").generation().isEmpty());
      assertThat(one.get("alice")).isNull();
      one.keeps("alice", "new");
      assertThat(one.errors).isEmpty();
    }
  }

  @Test
  @DisplayName("SES-33 a server that lost everything makes all that is kept unknown")
  void noticesEmptiedServers() throws Exception {
    try (RedisProcess own = new RedisProcess();
        Peer peer = new Peer(own, namespace, KEY_1)) {
      peer.keeps("alice", "value");
      own.ask(Command.FLUSHALL, new byte[0][]);
      await().until(() -> peer.heard.contains("flushed"));
      peer.keeps("alice", "new");
    }
  }

  @Test
  @DisplayName("R-3 messages are heard by others once, and by nobody who has no key")
  void sendsMessages() {
    Peer one = peer();
    Peer other = peer();
    Peer stranger = peer(KEY_3);
    one.level.bus().send("phase", RedisLink.bytes("jwks on"));
    await().until(() -> other.heard.contains("phase jwks on"));
    one.level.bus().send("phase", RedisLink.bytes("jwks off"));
    await().until(() -> other.heard.contains("phase jwks off"));
    assertThat(one.heard).containsExactly("regained");
    assertThat(stranger.heard).containsExactly("regained");
    assertThat(other.heard).containsOnlyOnce("phase jwks on");
  }
}
