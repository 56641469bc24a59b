package dev.latchkey.runtime.redis;

import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.config.Secret;
import dev.latchkey.runtime.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One of the processes that share entries. */
final class Peer implements AutoCloseable, SharedListener {
  static final SharedFormat FORMAT = new SharedFormat("test", 1, "classes");
  static final String KEY_1 = "1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  static final String KEY_2 = "2 ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
  static final String KEY_3 = "3 QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=";

  final List<String> heard = new CopyOnWriteArrayList<>();
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  final SecondLevel level;

  Peer(RedisProcess redis, String namespace, String... keys) {
    level =
        new SecondLevel(
            redis.uri(),
            KeyRing.parse(new Secret(String.join("\n", keys))),
            namespace,
            this,
            Ticker.system(),
            errors::add);
    level.start();
    await().until(() -> heard.contains("regained") && !mark("warm").generation().isEmpty());
  }

  /** Hears nothing. */
  static final class Deaf implements SharedListener {
    @Override
    public void invalidated(SharedKey key) {}

    @Override
    public void flushed() {}

    @Override
    public void lost() {}

    @Override
    public void regained() {}
  }

  static SharedKey key(String name) {
    return new SharedKey(SharedLayer.SESSION, name.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the entry that falls with its own key. */
  static SharedEntry entry(String name) {
    return new SharedEntry(key(name), List.of(key(name)), FORMAT);
  }

  void invalidate(String name) {
    level.invalidate(key(name), key(name).key());
  }

  SharedLookup.Mark mark(String name) {
    return level.get(entry(name)).mark();
  }

  @Nullable String get(String name) {
    byte[] value = level.get(entry(name)).value();
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  void put(String name, String value, Duration life) {
    put(name, value, life, mark(name));
  }

  void put(String name, String value, Duration life, SharedLookup.Mark mark) {
    level.put(entry(name), value.getBytes(StandardCharsets.UTF_8), Duration.ZERO, life, mark);
  }

  /** Puts, and returns once it is there. */
  Peer keeps(String name, String value) {
    put(name, value, Duration.ofMinutes(1));
    await().until(() -> value.equals(get(name)));
    return this;
  }

  @Override
  public void invalidated(SharedKey key) {
    heard.add("invalidated " + new String(key.key(), StandardCharsets.UTF_8));
  }

  @Override
  public void flushed() {
    heard.add("flushed");
  }

  @Override
  public void lost() {
    heard.add("lost");
  }

  @Override
  public void regained() {
    heard.add("regained");
  }

  @Override
  public void received(String topic, byte[] message) {
    heard.add(topic + " " + new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    level.close();
  }
}
