package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.Invalidation;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.Mismatch;
import dev.latchkey.runtime.shadow.ShadowFigures;
import dev.latchkey.runtime.store.IdentityIds;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationHandlerTest {
  private static final String TOKEN = token("{\"sub\":\"alice\",\"exp\":4000000000}");

  private final AtomicLong wall = new AtomicLong(1_800_000_000_000L);
  private final List<String> faults = new ArrayList<>();
  private boolean sampling;
  private LatchkeyRuntime runtime;
  private Validations validations;
  private Dispatcher dispatcher;
  private Sites sites;
  private int group;

  /** Whom a token is about. */
  public record Caller(String subject, List<String> roles, Instant until, boolean active) {}

  /** An object on which methods are woven; counts what really runs. */
  static class Service {
    int runs;
    Callable<Object> body = () -> caller("alice");

    static Caller caller(String subject) {
      return new Caller(
          subject, new ArrayList<>(List.of("user")), Instant.ofEpochSecond(4_000_000_000L), true);
    }
  }

  private static String token(String payload) {
    return part("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + part(payload) + ".c2ln";
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private int site(String keys) {
    return site(keys, "presets: none\nphases: { jwt: { enabled: true } }\n");
  }

  private int site(String keys, String rest) {
    String yaml =
        rest
            + "targets:\n- { name: t, layer: jwt, class: "
            + Service.class.getName()
            + ", method: m, tier: full"
            + keys
            + " }\n";
    var read = ConfigReader.read(yaml, "f", Map.of());
    assertThat(read.problems()).isEmpty();
    if (runtime == null) {
      runtime = new LatchkeyRuntime(read.config().orElseThrow(), new ManualClock());
      validations = new Validations(runtime, new IdentityIds(100), () -> () -> sampling);
      sites = new Sites();
      dispatcher =
          new Dispatcher(
              sites,
              runtime.operations(),
              new Faults(runtime.metrics(), (id, text) -> faults.add(text)));
    }
    return open(read.config().orElseThrow().targets().get(0));
  }

  private int open(TargetConfig config) {
    return open(config, validations.handler(config));
  }

  private int open(TargetConfig config, CallHandler handler) {
    TargetInfo info = new TargetInfo(config.name(), Layer.JWT, "c", "m", "exact", "config");
    TargetMeter meter = runtime.metrics().register(info);
    runtime.metrics().weaving(config.name(), new WeavingStatus(State.WOVEN, "", List.of()));
    return sites.open(
        new Target(config, meter, group++, Optional.of(handler), ""), null, "c#m" + group);
  }

  private final class ManualClock implements Ticker {
    @Override
    public long nanos() {
      return (wall.get() - 1_700_000_000_000L) * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return wall.get();
    }
  }

  /** Runs a woven call as the advice does. */
  private Object call(int site, Service self, Object... arguments) throws Exception {
    return call(site, Caller.class, self, arguments);
  }

  private Object call(int site, Class<?> type, Service self, Object... arguments) throws Exception {
    assertThat(dispatcher.isConsulted(site)).isTrue();
    Object call = dispatcher.enterCall(site, self, arguments);
    Object answer = call == null ? null : dispatcher.answerCall(call, type);
    if (answer != null) {
      return answer;
    }
    Object returned = null;
    Throwable thrown = null;
    try {
      self.runs++;
      returned = self.body.call();
    } catch (Throwable failure) {
      thrown = failure;
    }
    if (call != null) {
      dispatcher.leaveCall(site, call, returned, thrown);
    }
    if (thrown instanceof Exception failure) {
      throw failure;
    }
    if (thrown instanceof Error failure) {
      throw failure;
    }
    assertThat(faults).isEmpty();
    return returned;
  }

  private TargetSnapshot snapshot() {
    return runtime.metrics().targets().get(0);
  }

  private String reason() {
    return snapshot().weaving().reason();
  }

  private static final String FULL = ", assume-pure: true, expires-at: result.until";

  @Test
  void runsTheApplicationOnce() throws Exception {
    int site = site(FULL);
    Service service = new Service();
    for (int i = 0; i < 5; i++) {
      assertThat(call(site, service, TOKEN)).isEqualTo(Service.caller("alice"));
    }
    assertThat(service.runs).isEqualTo(1);
    assertThat(snapshot().outcomes())
        .containsEntry(CacheOutcome.HIT, 4L)
        .containsEntry(CacheOutcome.MISS, 1L);
    assertThat(runtime.operations().current()).isNull();
  }

  @Test
  @DisplayName("M-1 a caller who changes what he got changes nobody else's")
  void ownResults() throws Exception {
    int site = site(FULL);
    Service service = new Service();
    for (int i = 0; i < 3; i++) {
      Caller caller = (Caller) call(site, service, TOKEN);
      assertThat(caller.roles()).containsExactly("user");
      caller.roles().add("admin");
    }
  }

  @Nested
  class Keys {
    @Test
    @DisplayName(
        "G-1 the whole token is the key: another signature, header or payload is another one")
    void wholeToken() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      for (String other :
          List.of(TOKEN + "A", TOKEN.substring(0, TOKEN.length() - 1), "a" + TOKEN)) {
        int before = service.runs;
        call(site, service, other);
        assertThat(service.runs).isEqualTo(before + 1);
      }
    }

    @Test
    @DisplayName("G-6 two validators never share an answer, even if they are equal")
    void receivers() throws Exception {
      class Equal extends Service {
        @Override
        public boolean equals(Object other) {
          return other instanceof Equal;
        }

        @Override
        public int hashCode() {
          return 1;
        }
      }
      int site = site(FULL);
      Service first = new Equal();
      Service second = new Equal();
      second.body =
          () -> {
            throw new SecurityException("wrong audience");
          };
      call(site, first, TOKEN);
      assertThatThrownBy(() -> call(site, second, TOKEN)).hasMessage("wrong audience");
    }

    @Test
    @DisplayName("G-11 two targets for the same token and object ask the application twice")
    void targets() throws Exception {
      int first = site(FULL);
      int second =
          open(
              ConfigReader.read(
                      "targets: [{ name: u, layer: jwt, class: a.B, method: m, tier: full,"
                          + " assume-pure: true }]",
                      "f",
                      Map.of())
                  .config()
                  .orElseThrow()
                  .targets()
                  .get(0));
      Service service = new Service();
      call(first, service, TOKEN);
      call(second, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("G-7 an argument that the key does not name has to be null")
    void unnamed() throws Exception {
      int site = site(FULL + ", key: [arg0]");
      Service service = new Service();
      call(site, service, TOKEN, null);
      call(site, service, TOKEN, null);
      assertThat(service.runs).isEqualTo(1);
      call(site, service, TOKEN, "context");
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName(
        "G-7 without a key every argument counts, and one of unknown equality none is kept for")
    void everyArgument() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN, "tenant-a");
      call(site, service, TOKEN, "tenant-b");
      call(site, service, TOKEN, "tenant-a");
      assertThat(service.runs).isEqualTo(2);
      call(site, service, TOKEN, new Object());
      call(site, service, TOKEN, new Object());
      assertThat(service.runs).isEqualTo(4);
    }

    @Test
    @DisplayName("O-2 what a path of the key leads to separates answers, such as a client id")
    void introspection() throws Exception {
      int site = site(", role: introspect, assume-pure: true, key: [arg0, arg1.toString()]");
      Service service = new Service();
      call(site, service, "opaque", new StringBuilder("client-a"));
      call(site, service, "opaque", new StringBuilder("client-b"));
      call(site, service, "opaque", new StringBuilder("client-a"));
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("B-5 a token above 8 KiB is left alone before it is hashed")
    void longTokens() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      String huge = TOKEN + "A".repeat(8 * 1024);
      call(site, service, huge);
      call(site, service, huge);
      assertThat(service.runs).isEqualTo(2);
      assertThat(snapshot().outcomes()).containsOnlyKeys(CacheOutcome.BYPASS);
    }
  }

  @Nested
  class WhatIsNeverKept {
    @Test
    @DisplayName("N-1 failures of any kind pass as they are and are asked for again")
    void failures() throws Exception {
      int site = site(FULL);
      for (Throwable failure :
          List.of(new IOException("c"), new IllegalStateException("u"), new AssertionError("e"))) {
        Service service = new Service();
        service.body =
            () -> {
              if (failure instanceof Error error) {
                throw error;
              }
              throw (Exception) failure;
            };
        for (int i = 0; i < 2; i++) {
          assertThatThrownBy(() -> call(site, service, TOKEN)).isSameAs(failure);
        }
        assertThat(service.runs).isEqualTo(2);
      }
      assertThat(runtime.validations().stats().entries()).isZero();
    }

    @Test
    @DisplayName("V-6 null, false and an empty Optional are refusals")
    void refusals() throws Exception {
      int site = site(", assume-pure: true");
      for (Object refusal : new Object[] {null, false, Optional.empty()}) {
        Service service = new Service();
        service.body = () -> refusal;
        call(site, Object.class, service, TOKEN);
        call(site, Object.class, service, TOKEN);
        assertThat(service.runs).as("%s", refusal).isEqualTo(2);
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"sub\":\"a\",\"nonce\":\"n\"}",
          "{\"sub\":\"a\",\"cnf\":{}}",
          "{\"sub\":\"a\",\"events\":{}}"
        })
    @DisplayName("V-6 a token that is bound to one use or to a key is checked every time")
    void bound(String payload) throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, token(payload));
      call(site, service, token(payload));
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("V-6 an unsigned or encrypted token is checked every time")
    void forms() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      String none = part("{\"alg\":\"none\"}") + "." + part("{}") + ".";
      for (String each : List.of(none, none, "a.b.c.d.e", "a.b.c.d.e", "opaque", "opaque")) {
        call(site, service, each);
      }
      assertThat(service.runs).isEqualTo(6);
    }

    @Test
    @DisplayName("O-1 an answer that is not active is not kept")
    void inactive() throws Exception {
      int site = site(", role: introspect, assume-pure: true, only-if: result.active");
      Service service = new Service();
      service.body = () -> new Caller("a", List.of(), Instant.EPOCH, false);
      call(site, service, "opaque");
      call(site, service, "opaque");
      assertThat(service.runs).isEqualTo(2);
      service.body = () -> new Caller("a", List.of(), Instant.EPOCH, true);
      call(site, service, "opaque");
      call(site, service, "opaque");
      assertThat(service.runs).isEqualTo(3);
    }

    @Test
    @DisplayName("V-6 a result that cannot be copied is not kept, and the target says why")
    void beans() throws Exception {
      int site = site(", assume-pure: true");
      Service service = new Service();
      service.body = StringBuilder::new;
      call(site, Object.class, service, TOKEN);
      call(site, Object.class, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
      assertThat(reason())
          .isEqualTo(
              "not kept: result type java.lang.StringBuilder cannot be copied; give rebuild");
    }

    @Test
    @DisplayName("V-4 a result without the claim that is named, or with another kind, is not kept")
    void missingClaims() throws Exception {
      int site = site(", assume-pure: true, expires-at: result.nothing");
      Service service = new Service();
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
      assertThat(reason()).isEqualTo("not kept: the result has no result.nothing");
      int other = site(", assume-pure: true, expires-at: result.subject");
      call(other, service, TOKEN);
      assertThat(reason()).contains("expires-at is no time");
    }

    @Test
    @DisplayName("V-7 a target that nobody vouches for is timed only and says so")
    void impure() throws Exception {
      int site = site("");
      Service service = new Service();
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
      assertThat(reason()).startsWith("timed only: it is not known what it checks with");
    }

    @Test
    @DisplayName("V-12 validators built per request are timed only and the target says so")
    void churn() throws Exception {
      int site = site(FULL);
      for (int i = 0; i < 150; i++) {
        call(site, new Service(), TOKEN);
      }
      assertThat(reason()).isEqualTo("timed only: validator built per request");
      Service service = new Service();
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }
  }

  @Nested
  class Lives {
    @Test
    @DisplayName("V-4 the end is read from the result, whatever the token says")
    void fromTheResult() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      Instant end = Instant.ofEpochMilli(wall.get()).plusSeconds(10);
      service.body = () -> new Caller("alice", List.of(), end, true);
      call(site, service, TOKEN);
      wall.addAndGet(9_999);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(1);
      wall.addAndGet(1);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("V-2 a token's own end shortens a life and never lengthens it past 60 seconds")
    void fromTheToken() throws Exception {
      int site = site(", assume-pure: true");
      Service service = new Service();
      String ending = token("{\"exp\":" + (wall.get() / 1000 + 10) + "}");
      call(site, service, ending);
      call(site, service, TOKEN);
      wall.addAndGet(10_000);
      call(site, service, ending);
      assertThat(service.runs).isEqualTo(3);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(3);
      wall.addAndGet(50_000);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(4);
    }

    @Test
    @DisplayName("O-1 an introspection is kept for at most 60 seconds")
    void introspection() throws Exception {
      int site = site(", role: introspect" + FULL);
      Service service = new Service();
      call(site, service, "opaque");
      wall.addAndGet(Duration.ofSeconds(60).toMillis() - 1);
      call(site, service, "opaque");
      assertThat(service.runs).isEqualTo(1);
      wall.addAndGet(1);
      call(site, service, "opaque");
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("I-5 V-5 a change of settings counts before it and after it")
    void settings() throws Exception {
      int site = site(FULL + ", configured-by: [set]");
      Service service = new Service();
      call(site, service, TOKEN);
      TargetConfig setter =
          TargetConfig.builder("t-set", Layer.OTHER, "a.B", MethodPattern.parse("set")).build();
      int setting = open(setter, validations.configuration(Service.class.getName()));
      Object change = dispatcher.enterCall(setting, service, new Object[0]);
      dispatcher.answerCall(change, Void.class);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
      dispatcher.leaveCall(setting, change, null, null);
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(3);
    }

    @Test
    @DisplayName(
        "O-4 a logout makes what was kept for its subject, login or token fall, and no other")
    void logout() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      String other = token("{\"sub\":\"bob\",\"sid\":\"s1\"}");
      for (String named : List.of(TOKEN, "alice")) {
        call(site, service, TOKEN);
        call(site, service, other);
        int before = service.runs;
        logout(named);
        call(site, service, other);
        assertThat(service.runs).isEqualTo(before);
        call(site, service, TOKEN);
        assertThat(service.runs).isEqualTo(before + 1);
      }
      logout("s1");
      int before = service.runs;
      call(site, service, other);
      assertThat(service.runs).isEqualTo(before + 1);
      logout(42);
      assertThat(runtime.validations().stats().entries()).isZero();
    }

    private void logout(Object named) throws Exception {
      var by =
          new Invalidation.ByMethod(
              "a.B", MethodPattern.parse("logout"), List.of(KeyPath.parse("arg0")));
      TargetConfig config =
          TargetConfig.builder("t-out", Layer.OTHER, "a.B", MethodPattern.parse("out")).build();
      int site = open(config, validations.invalidation(by));
      Object call = dispatcher.enterCall(site, null, new Object[] {named});
      dispatcher.answerCall(call, Void.class);
      dispatcher.leaveCall(site, call, null, new IOException("failed"));
    }

    @Test
    @DisplayName("C-6 a target that is configured anew knows nothing of what was kept before")
    void configuredAnew() throws Exception {
      int first = site(FULL);
      Service service = new Service();
      call(first, service, TOKEN);
      int second = site(", assume-pure: true");
      call(second, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName(
        "V-9 O-3 what the application decides outside the woven call is decided on every call")
    void outside() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      Caller caller = (Caller) call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(1);
      assertThat(caller.roles()).contains("user").doesNotContain("admin");
    }

    @Test
    @DisplayName("C-5 a phase that is off forgets, and serves nothing that it knew before")
    void phase() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      assertThat(runtime.validations().stats().entries()).isEqualTo(1);
      runtime.caches().forEach(cache -> cache.invalidateAll());
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("G-12 of nested validations the outermost takes part alone")
  void nested() throws Exception {
    int outer = site(FULL);
    int inner =
        open(
            ConfigReader.read(
                    "targets: [{ name: u, layer: jwt, class: a.B, method: m, tier: full,"
                        + " assume-pure: true }]",
                    "f",
                    Map.of())
                .config()
                .orElseThrow()
                .targets()
                .get(0));
    Service deep = new Service();
    Service service = new Service();
    service.body = () -> call(inner, deep, TOKEN);
    call(outer, service, TOKEN);
    assertThat(runtime.validations().stats().entries()).isEqualTo(1);
    call(inner, deep, TOKEN);
    assertThat(deep.runs).isEqualTo(2);
    assertThat(runtime.validations().stats().entries()).isEqualTo(2);
  }

  @Test
  @DisplayName("V-6 a method without a result is remembered to have returned")
  void withoutResult() throws Exception {
    int site = site(", assume-pure: true");
    Service service = new Service();
    service.body = () -> null;
    call(site, Void.class, service, TOKEN);
    call(site, Void.class, service, TOKEN);
    assertThat(service.runs).isEqualTo(1);
  }

  @Nested
  class Samples {
    @Test
    @DisplayName("M-3 a sampled hit runs the application and keeps serving when the two agree")
    void agree() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      sampling = true;
      call(site, service, TOKEN);
      sampling = false;
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(2);
    }

    @Test
    @DisplayName("M-3 a kept result that differs from the application's switches the target off")
    void differ() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      service.body = () -> Service.caller("mallory");
      sampling = true;
      assertThat(call(site, service, TOKEN)).isEqualTo(Service.caller("mallory"));
      sampling = false;
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      assertThat(service.runs).isEqualTo(4);
      assertThat(snapshot().weaving().state()).isEqualTo(State.SWITCHED_OFF);
      assertThat(runtime.events().after(0))
          .anyMatch(event -> event.severity() == Event.Severity.ERROR);
    }

    @Test
    @DisplayName("M-3 a token that the application now refuses makes all kept answers fall")
    void refused() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      call(site, service, TOKEN + "A");
      service.body =
          () -> {
            throw new SecurityException("revoked");
          };
      sampling = true;
      assertThatThrownBy(() -> call(site, service, TOKEN)).hasMessage("revoked");
      assertThat(runtime.validations().stats().entries()).isZero();
      assertThat(runtime.events().after(0))
          .anyMatch(event -> event.kind().equals("cache.contradicted"));
      assertThat(runtime.phases().isEnabled(Phase.JWT)).isFalse();
      assertThat(runtime.checks().figures(Phase.JWT).mismatches())
          .extracting(ShadowFigures.Cause::cause)
          .containsExactly(Mismatch.WRONG_ACCEPT);
    }

    @Test
    @DisplayName("M-3 an answer that has ended meanwhile was none that could be wrong")
    void endedMeanwhile() throws Exception {
      int site = site(FULL);
      Service service = new Service();
      call(site, service, TOKEN);
      service.body =
          () -> {
            runtime.validations().clear();
            throw new SecurityException("revoked");
          };
      sampling = true;
      assertThatThrownBy(() -> call(site, service, TOKEN)).hasMessage("revoked");

      assertThat(runtime.phases().isEnabled(Phase.JWT)).isTrue();
      assertThat(runtime.checks().figures(Phase.JWT).compared()).isZero();
    }
  }

  @Nested
  class InShadow {
    private static final String SHADOW = "presets: none\nphases: { jwt: { shadow: true } }\n";

    @Test
    @DisplayName("SES-3 M-3 in shadow the application always answers, and agreement is counted")
    void agree() throws Exception {
      int site = site(FULL, SHADOW);
      Service service = new Service();
      call(site, service, TOKEN);
      call(site, service, TOKEN);
      call(site, service, TOKEN);

      assertThat(service.runs).isEqualTo(3);
      assertThat(runtime.validations().stats().entries()).isEqualTo(1);
      assertThat(runtime.checks().figures(Phase.JWT).equal()).isEqualTo(2);
      assertThat(runtime.checks().figures(Phase.JWT).mismatches()).isEmpty();
    }

    @Test
    @DisplayName(
        "M-3 in shadow another answer of the application's is used, and shown with its cause")
    void differ() throws Exception {
      int site = site(FULL, SHADOW);
      Service service = new Service();
      call(site, service, TOKEN);
      service.body = () -> Service.caller("mallory");

      assertThat(call(site, service, TOKEN)).isEqualTo(Service.caller("mallory"));

      assertThat(runtime.checks().figures(Phase.JWT).mismatches())
          .extracting(ShadowFigures.Cause::cause)
          .containsExactly(Mismatch.DIFFERENT);
    }

    @Test
    @DisplayName("M-3 I-1 in shadow one wrong accept ends the phase, and the refusal stands")
    void wrongAccept() throws Exception {
      int site = site(FULL, SHADOW);
      Service service = new Service();
      call(site, service, TOKEN);
      service.body =
          () -> {
            throw new SecurityException("revoked");
          };

      assertThatThrownBy(() -> call(site, service, TOKEN)).hasMessage("revoked");

      assertThat(runtime.phases().isInShadow(Phase.JWT)).isFalse();
      assertThat(runtime.events().after(0))
          .anyMatch(event -> event.kind().equals("rollout.distrusted"));
    }
  }
}
