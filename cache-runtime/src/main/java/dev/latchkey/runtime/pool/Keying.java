package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.store.IdentityIds;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of requests, by safety rules POOL-8, D-1 and D-3: the class loaders that ask and
 * connect, the exact address, every property in one order, and the password as HMAC-SHA-256. The
 * secret is drawn when this is made and nowhere else. Thread-safe.
 */
final class Keying {
  private static final int SECRET_BYTES = 32;
  private static final int LOADERS = 1_000;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String USER = "user";
  private static final String PASSWORD = "password";

  private final IdentityIds loaders = new IdentityIds(LOADERS);
  private final byte[] secret = new byte[SECRET_BYTES];
  private final Mac mac;

  Keying() {
    new SecureRandom().nextBytes(secret);
    mac = keyed(secret);
  }

  /** Returns the digest of everything that two calls must share to share a connection. */
  Fingerprint whole(ConnectRequest request) {
    Class<?> opener = request.opener();
    FingerprintBuilder key =
        begin("pool-key")
            .number(loaderId(request.caller()))
            .number(loaderId(opener))
            .text(opener == null ? "" : opener.getName())
            .text(request.url());
    String[] names = request.properties().stringPropertyNames().toArray(new String[0]);
    Arrays.sort(names);
    for (String name : names) {
      key.text(name);
      String value = request.properties().getProperty(name);
      if (name.equalsIgnoreCase(PASSWORD)) {
        key.bytes(hashed(value));
      } else {
        key.text(value);
      }
    }
    return key.build();
  }

  /** Returns the key with its groups, which only the first call of a key needs. */
  PoolKey key(Fingerprint whole, ConnectUrl url, Properties properties) {
    String user = Eligibility.setting(url, properties, USER);
    Fingerprint address = begin("pool-address").text(url.address()).build();
    return new PoolKey(
        whole,
        begin("pool-principal").fingerprint(address).text(user).build(),
        address,
        begin("pool-server").text(url.server()).build(),
        begin("pool-password")
            .bytes(hashed(Eligibility.setting(url, properties, PASSWORD)))
            .build());
  }

  private FingerprintBuilder begin(String domain) {
    return FingerprintBuilder.of(domain).bytes(secret);
  }

  private long loaderId(@Nullable Class<?> type) {
    ClassLoader loader = type == null ? null : type.getClassLoader();
    return loader == null ? 0 : loaders.idOf(loader);
  }

  private byte[] hashed(@Nullable String password) {
    byte[] bytes = String.valueOf(password).getBytes(StandardCharsets.UTF_16BE);
    try {
      return ((Mac) mac.clone()).doFinal(bytes);
    } catch (CloneNotSupportedException onlyMade) {
      return keyed(secret).doFinal(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Mac keyed(byte[] secret) {
    try {
      Mac made = Mac.getInstance(ALGORITHM);
      made.init(new SecretKeySpec(secret, ALGORITHM));
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this JVM has no " + ALGORITHM + ", which Java SE requires", e);
    }
  }
}
