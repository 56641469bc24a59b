package dev.latchkey.runtime.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;

/** What things are called in Redis, and what entries are bound to. Immutable. */
final class Names {
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final String namespace;

  /** Braces keep all names of a namespace on one node of a cluster. */
  Names(String namespace) {
    this.namespace = namespace;
  }

  byte[] generation() {
    return RedisLink.bytes(prefix() + "generation");
  }

  byte[] channel() {
    return RedisLink.bytes(prefix() + "bus");
  }

  private String prefix() {
    return "lk:{" + namespace + "}:";
  }

  /** Rule R-2: what is asked for shows as a keyed hash alone. */
  byte[] entry(SharedEntry entry, String generation, KeyRing.Keys keys) {
    byte[] hashed =
        Hkdf.hmac(
            keys.index(),
            fields(RedisLink.bytes("entry"), RedisLink.bytes(generation), described(entry)));
    return RedisLink.bytes(prefix() + entry.key().layer().id() + ":" + TEXT.encodeToString(hashed));
  }

  /** The same for all formats, so that an invalidation reaches those of other releases. */
  byte[] epoch(SharedKey key, KeyRing.Keys keys) {
    byte[] hashed = Hkdf.hmac(keys.index(), fields(RedisLink.bytes("epoch"), key.bytes()));
    return RedisLink.bytes(prefix() + key.layer().id() + ":e:" + TEXT.encodeToString(hashed));
  }

  /** Rule R-3: where an entry does not belong, it cannot be read. */
  byte[] binding(SharedEntry entry, byte[] name, SharedLookup.Mark mark) {
    return fields(
        RedisLink.bytes(namespace),
        RedisLink.bytes(entry.key().layer().id()),
        name,
        RedisLink.bytes(mark.generation()),
        fields(mark.epochs().stream().map(RedisLink::bytes).toArray(byte[][]::new)),
        described(entry));
  }

  byte[] busBinding() {
    return fields(RedisLink.bytes(namespace), RedisLink.bytes("bus"));
  }

  private static byte[] described(SharedEntry entry) {
    return fields(
        entry.key().bytes(),
        fields(entry.dependsOn().stream().map(SharedKey::bytes).toArray(byte[][]::new)),
        formatted(entry.format()));
  }

  private static byte[] formatted(SharedFormat format) {
    return fields(
        RedisLink.bytes(format.codec()),
        ByteBuffer.allocate(Integer.BYTES).putInt(format.version()).array(),
        RedisLink.bytes(format.classes()));
  }

  private static byte[] fields(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
