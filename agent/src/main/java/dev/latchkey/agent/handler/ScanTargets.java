package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.MethodId;
import dev.latchkey.runtime.discovery.Scan;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The targets by which a scan hears of choke points and of the application's methods. They are not
 * among those that are shown. Thread-safe.
 */
public final class ScanTargets {
  private static final String NAME = "discovery";

  // Nothing of a probe is a segment, so that no group is ever open.
  private static final int GROUP = Integer.MIN_VALUE;

  /**
   * The methods of choke points that nobody else weaves: libraries call the public ones, which
   * presets weave, and they end in these.
   */
  private static final List<Point> POINTS =
      List.of(
          new Point(Choke.VERIFY, "java.security.Signature", "verify"),
          // Not the code itself: a password's hash is a loop of thousands of codes, and would pay
          // for a probe in each.
          new Point(Choke.MAC, "javax.crypto.Mac", "init"),
          new Point(Choke.HASH, "javax.crypto.SecretKeyFactory", "generateSecret"),
          new Point(Choke.HASH, "at.favre.lib.crypto.bcrypt.BCrypt$Hasher", "hashRaw"),
          new Point(
              Choke.HASH,
              "org.bouncycastle.crypto.generators.Argon2BytesGenerator",
              "generateBytes"),
          new Point(Choke.HASH, "org.bouncycastle.crypto.generators.BCrypt", "generate"),
          new Point(Choke.HASH, "org.bouncycastle.crypto.generators.SCrypt", "generate"),
          new Point(Choke.HASH, "org.mindrot.jbcrypt.BCrypt", "hashpw"),
          new Point(Choke.HASH, "org.springframework.security.crypto.bcrypt.BCrypt", "hashpw"),
          new Point(Choke.HASH, "org.springframework.security.crypto.bcrypt.BCrypt", "checkpw"),
          new Point(Choke.FETCH, "sun.net.www.protocol.http.HttpURLConnection", "getInputStream0"),
          new Point(
              Choke.FETCH,
              "jdk.internal.net.http.HttpClientImpl",
              "sendAsync",
              "java.net.http.HttpRequest",
              "java.net.http.HttpResponse$BodyHandler",
              "java.net.http.HttpResponse$PushPromiseHandler",
              "java.util.concurrent.Executor"),
          new Point(Choke.FETCH, "org.apache.http.impl.client.InternalHttpClient", "doExecute"),
          new Point(
              Choke.FETCH,
              "org.apache.hc.client5.http.impl.classic.InternalHttpClient",
              "doExecute"),
          new Point(Choke.FETCH, "okhttp3.RealCall", "execute"),
          new Point(Choke.FETCH, "okhttp3.internal.connection.RealCall", "execute"));

  private final ScanSlot slot;

  ScanTargets(ScanSlot slot) {
    this.slot = slot;
  }

  /** A method that is a choke point; every overload without parameter types. */
  private record Point(Choke choke, String className, String method, List<String> parameters) {
    Point(Choke choke, String className, String method, String... parameters) {
      this(choke, className, method, List.of(parameters));
    }

    MethodPattern pattern() {
      return new MethodPattern(
          method, parameters.isEmpty() ? Optional.empty() : Optional.of(parameters));
    }
  }

  /** Has what is woven anyway tell this scan too; null ends that. */
  public void tell(@Nullable Scan scan) {
    slot.set(scan);
  }

  /** Returns the choke points of these kinds. */
  public List<Target> chokes(Scan scan, Set<Choke> kinds) {
    return POINTS.stream()
        .filter(point -> kinds.contains(point.choke()))
        .map(
            point ->
                target(point.className(), point.pattern(), new ChokeHandler(scan, point.choke())))
        .toList();
  }

  /** Returns targets for methods of the application; those that have no name for one are left. */
  public List<Target> probes(Scan scan, Collection<MethodId> methods) {
    List<Target> probes = new ArrayList<>();
    for (MethodId method : methods) {
      try {
        probes.add(
            target(
                method.className(), method.pattern(), new MethodProbe(scan, scan.figures(method))));
      } catch (IllegalArgumentException unnamed) {
        // Other languages than Java have names that no target can have.
      }
    }
    return probes;
  }

  private static Target target(String className, MethodPattern method, CallHandler handler) {
    return Target.unlisted(
        TargetConfig.builder(NAME, Layer.OTHER, className, method).build(), GROUP, handler);
  }
}
