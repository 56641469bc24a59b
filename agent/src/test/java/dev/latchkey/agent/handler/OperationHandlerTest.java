package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.jwks.KeySetLookup;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations.Claim;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationHandlerTest {
  private static final long BEGIN = 1_800_000_000_000L;
  private static final String TOKEN = token("\"sub\":\"alice\",\"exp\":1800000600");
  private static final Fingerprint SOURCE = FingerprintBuilder.of("source").build();

  private final AtomicLong wall = new AtomicLong(BEGIN);
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Integer> sites = new HashMap<>();
  private final Object authenticator = new Object();
  private final Object repository = new Object();
  private final Object reader = new Object();
  private final LatchkeyRuntime runtime;
  private final Dispatcher dispatcher;
  private long shift;
  private int group;
  private int runs;
  private int lookups;
  private int reads;
  private @Nullable Callable<?> inside;
  private boolean checks = true;
  private @Nullable RuntimeException refusal;
  private String name = "Alice";
  private @Nullable Duration keySetLife;

  /** A user, with something in it that can be changed. */
  public record User(String name, List<String> roles) {}

  private final class Clock implements Ticker {
    @Override
    public long nanos() {
      return (wall.get() - BEGIN) * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return wall.get() + shift;
    }
  }

  OperationHandlerTest() {
    String yaml =
        """
        presets: none
        guard: { verify-hits: 0% }
        phases:
          jwks: { enabled: true }
          jwt: { enabled: true }
          session: { enabled: true, trial: 0 }
          integrated: { enabled: true }
        targets:
          - name: authenticate
            layer: auth
            class: a.Authenticator
            method: authenticate
            tier: full
            token: arg0
            assume-pure: true
          - name: read
            layer: jwt
            role: validate
            class: a.Reader
            method: read
            tier: full
            token: arg0
            assume-pure: true
          - name: ask
            layer: jwt
            role: introspect
            class: a.Reader
            method: ask
            tier: full
            token: arg0
            assume-pure: true
          - name: find
            layer: session
            class: a.Users
            method: find
            key: [arg0]
            invalidated-by: [{ class: a.Users, method: update, key: [arg0] }]
        """;
    var read = ConfigReader.read(yaml, "f", Map.of());
    assertThat(read.problems()).isEmpty();
    runtime = new LatchkeyRuntime(read.config().orElseThrow(), new Clock());
    runtime.operations().authTargetsConfigured(true);
    Sites opened = new Sites();
    dispatcher =
        new Dispatcher(
            opened,
            runtime.operations(),
            new Faults(runtime.metrics(), (id, text) -> faults.add(text)));
    Handlers handlers = new Handlers(runtime, new Copiers(ByteBuddyAgent.install()));
    for (TargetConfig each : read.config().orElseThrow().targets()) {
      List<Target> targets = new ArrayList<>();
      targets.add(handlers.target(each, meter(each), group++));
      targets.addAll(handlers.companions(each, this::meter, group));
      group += targets.size();
      targets.forEach(
          target -> sites.put(target.name(), opened.open(target, null, "c#" + target.name())));
    }
  }

  private TargetMeter meter(TargetConfig config) {
    return runtime
        .metrics()
        .register(new TargetInfo(config.name(), config.layer(), "c", "m", "exact", "config"));
  }

  private static String token(String payload) {
    return part("{\"alg\":\"RS256\",\"kid\":\"k1\"}") + "." + part("{" + payload + "}") + ".c2ln";
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Object call(
      String target, Object self, Class<?> type, Callable<Object> body, Object... arguments)
      throws Exception {
    int site = sites.get(target);
    if (!dispatcher.isConsulted(site)) {
      Object begun = dispatcher.beginCall(site);
      Object result = body.call();
      dispatcher.leaveCall(site, begun, result, null);
      return result;
    }
    Object entered = dispatcher.enterCall(site, self, arguments);
    Object answer = entered == null ? null : dispatcher.answerCall(entered, type);
    if (answer != null) {
      return answer;
    }
    Object result = null;
    Exception thrown = null;
    try {
      result = body.call();
    } catch (Exception failed) {
      thrown = failed;
    }
    dispatcher.leaveCall(site, entered, result, thrown);
    if (thrown != null) {
      throw thrown;
    }
    return result;
  }

  private User authenticate(String header) throws Exception {
    User user =
        (User) call("authenticate", authenticator, User.class, () -> origin(header), header);
    assertThat(faults).isEmpty();
    return user;
  }

  /** What an application does: check the token, then look the user up. */
  private Object origin(String header) throws Exception {
    runs++;
    Operation operation = runtime.operations().current();
    TokenHandler.note(operation, Bearer.bare(header));
    if (keySetLife != null) {
      Recordings.endsBy(operation, new Clock().nanos() + keySetLife.toNanos());
    }
    if (checks) {
      operation.attach(Attachments.TOKEN_CHECKED, true);
    }
    if (inside != null) {
      inside.call();
    }
    if (refusal != null) {
      throw refusal;
    }
    return find("alice");
  }

  /** Has a method of the application's own say whether a token is good. */
  private Object read(String token, Boolean good) throws Exception {
    return validate("read", token, good);
  }

  private Object validate(String target, String token, Boolean good) throws Exception {
    return call(
        target,
        reader,
        Boolean.class,
        () -> {
          reads++;
          return good;
        },
        token);
  }

  private User find(String subject) throws Exception {
    return (User)
        call(
            "find",
            repository,
            User.class,
            () -> {
              lookups++;
              return new User(name, new ArrayList<>(List.of("reader")));
            },
            subject);
  }

  /** Returns whether the next authentication is answered from memory. */
  private boolean isKept() throws Exception {
    int before = runs;
    authenticate("Bearer " + TOKEN);
    return runs == before;
  }

  private void keepOne() throws Exception {
    authenticate("Bearer " + TOKEN);
    assertThat(isKept()).isTrue();
  }

  private void advance(Duration time) {
    wall.addAndGet(time.toMillis());
  }

  private void turn(Phase phase, boolean on) {
    runtime
        .phases()
        .change(
            phase,
            new PhaseChange(Optional.of(on), OptionalInt.of(100), "test", ""),
            OptionalLong.empty());
  }

  private void fetchKeys(String kid) {
    var ticket = ((KeySetLookup.Fetch) runtime.keySets().lookup(SOURCE, List.of(kid))).ticket();
    runtime
        .keySets()
        .fetched(ticket, "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"" + kid + "\"}]}", List.of());
  }

  private List<String> events(String kind) {
    return runtime.events().after(0).stream()
        .filter(event -> event.kind().equals(kind))
        .map(Event::text)
        .toList();
  }

  @Test
  @DisplayName(
      "I-1 a token that a validation inside accepted was checked, by the application's code")
  void restsOnAValidationInside() throws Exception {
    checks = false;
    inside = () -> read("Bearer " + TOKEN, true);
    keepOne();
    assertThat(reads).isOne();
  }

  @Test
  @DisplayName("I-1 a validation inside that refused, or that was of another token, is no check")
  void restsOnNoOtherValidation() throws Exception {
    checks = false;
    inside = () -> read(TOKEN, false);
    authenticate("Bearer " + TOKEN);
    assertThat(isKept()).isFalse();
    inside = () -> read(token("\"sub\":\"alice\",\"exp\":1800000601"), true);
    authenticate("Bearer " + TOKEN);
    assertThat(isKept()).isFalse();
  }

  @Test
  @DisplayName(
      "O-1 a token that its issuer was asked about may be revoked, and makes no whole answer")
  void restsOnNoIntrospection() throws Exception {
    checks = false;
    inside = () -> validate("ask", TOKEN, true);
    authenticate("Bearer " + TOKEN);
    assertThat(isKept()).isFalse();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  @DisplayName("a target that can keep no answer lets the validations inside be answered again")
  void stopsWhereNothingCanBeKept() throws Exception {
    checks = false;
    String other = token("\"sub\":\"alice\",\"exp\":1800000601");
    inside = () -> read(other, true);
    for (int i = 0; i < 1_000; i++) {
      authenticate("Bearer " + TOKEN);
    }
    assertThat(runs).isEqualTo(1_000);
    assertThat(reads).isBetween(20, 200);

    inside = null;
    checks = true;
    for (int i = 0; i < 1_000 && !isKept(); i++) {
      assertThat(faults).isEmpty();
    }
    keepOne();
  }

  @Test
  @DisplayName("M-1 SES-18 a whole answer is one lookup, and every caller's own object")
  void answersWhole() throws Exception {
    authenticate("Bearer " + TOKEN).roles().add("admin");
    authenticate("Bearer " + TOKEN).roles().clear();

    assertThat(authenticate("Bearer " + TOKEN)).isEqualTo(new User("Alice", List.of("reader")));
    assertThat(runs).isOne();
    assertThat(lookups).isOne();
  }

  @Test
  @DisplayName("V-6 G-2 only a signed token that was seen to be checked, and that very one")
  void needsACheckedToken() throws Exception {
    checks = false;
    assertThat(isKept()).isFalse();
    assertThat(isKept()).isFalse();
    checks = true;
    for (String payload :
        List.of("\"sub\":\"alice\",\"nonce\":\"n\"", "\"sub\":\"alice\",\"cnf\":{}")) {
      int before = runs;
      authenticate(token(payload));
      authenticate(token(payload));
      assertThat(runs).isEqualTo(before + 2);
    }
    keepOne();
    int before = runs;
    authenticate("Bearer " + TOKEN + "A");
    assertThat(runs).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("N-1 A-5 a refusal is the application's own and is not remembered")
  void remembersNoRefusal() throws Exception {
    refusal = new SecurityException("wrong audience");
    for (int i = 1; i < 3; i++) {
      assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);
      assertThat(runs).isEqualTo(i);
    }
    refusal = null;
    keepOne();
  }

  @Test
  @DisplayName("SES-3 M-3 a refusal of what would have been given drops all of it, with an event")
  void believesNothingAfterAContradiction() throws Exception {
    keepOne();
    runtime.checks().verify(1);
    refusal = new SecurityException("signed out");
    assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);
    runtime.checks().verify(0);
    assertThat(events("coherence.violated")).singleElement().asString().contains("authenticate");
    assertThat(runtime.coherence().figures().violations()).isOne();
    assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);
  }

  @Test
  @DisplayName("SES-3 V-3 one whole answer that the application refuses switches the phase off")
  void endsWithOneWrongAccept() throws Exception {
    keepOne();
    runtime.checks().verify(1);
    authenticate("Bearer " + TOKEN);
    assertThat(runtime.checks().figures(Phase.INTEGRATED).equal()).isOne();

    refusal = new SecurityException("signed out");
    assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);

    assertThat(runtime.phases().isEnabled(Phase.INTEGRATED)).isFalse();
    assertThat(runtime.phases().isEnabled(Phase.SESSION)).isTrue();
  }

  @Test
  @DisplayName("I-2 a database that is down refuses nobody, and switches nothing off")
  void survivesAnOutage() throws Exception {
    keepOne();
    runtime.checks().verify(1);
    refusal = new IllegalStateException(new SQLException("down"));
    assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);

    assertThat(runtime.phases().isEnabled(Phase.INTEGRATED)).isTrue();
  }

  @Test
  @DisplayName("SES-3 M-3 an answer that differs again from the application's own is an event")
  void tellsOfAnswersThatDiffer() throws Exception {
    keepOne();
    runtime.checks().verify(1);
    for (String other : List.of("Bob", "Carol", "Dave")) {
      name = other;
      authenticate("Bearer " + TOKEN);
    }
    runtime.checks().verify(0);
    assertThat(events("coherence.violated")).isNotEmpty();
    assertThat(events("coherence.violated").get(0).toString()).contains("authenticate", "differed");
  }

  @ParameterizedTest
  @EnumSource(names = {"JWKS", "JWT", "SESSION", "INTEGRATED"})
  @DisplayName("C-5 whole answers take the phases that notice changes, and end with them")
  void takesAllPhases(Phase phase) throws Exception {
    keepOne();

    turn(phase, false);
    assertThat(isKept()).isFalse();
    assertThat(isKept()).isFalse();
    turn(phase, true);
    if (phase != Phase.JWKS) {
      assertThat(isKept()).as("it starts empty").isFalse();
    }
    assertThat(isKept()).isTrue();
  }

  @Nested
  class Ends {
    @Test
    @DisplayName("V-2 V-3 it ends with the token, by the wall clock and without grace")
    void withTheToken() throws Exception {
      advance(Duration.ofSeconds(570));
      keepOne();
      advance(Duration.ofSeconds(30).minusMillis(1));
      assertThat(isKept()).isTrue();
      advance(Duration.ofMillis(1));
      assertThat(isKept()).isFalse();
      assertThat(isKept()).isFalse();
    }

    @Test
    @DisplayName("C-4 it ends with a lookup that it was made of, however young it is itself")
    void withALookup() throws Exception {
      find("alice");
      advance(Duration.ofSeconds(40));
      keepOne();
      assertThat(lookups).isOne();
      advance(Duration.ofSeconds(19));
      assertThat(isKept()).isTrue();
      advance(Duration.ofSeconds(1));
      assertThat(isKept()).isFalse();
      assertThat(lookups).isEqualTo(2);
    }

    @Test
    @DisplayName("C-4 it ends with the life of the key set that it was checked with")
    void withTheKeySet() throws Exception {
      keySetLife = Duration.ofSeconds(20);
      keepOne();
      advance(Duration.ofSeconds(20).minusMillis(1));
      assertThat(isKept()).isTrue();
      advance(Duration.ofMillis(1));
      assertThat(isKept()).isFalse();
    }

    @Test
    @DisplayName("V-2 without an end of the token it lives for 60 s, and so it does as configured")
    void withoutAnEnd() throws Exception {
      String endless = token("\"sub\":\"alice\"");
      authenticate(endless);
      advance(Duration.ofSeconds(59));
      authenticate(endless);
      assertThat(runs).isOne();
      advance(Duration.ofSeconds(1));
      authenticate(endless);
      assertThat(runs).isEqualTo(2);
    }

    @Test
    @DisplayName("C-8 it falls when the wall clock is set")
    void withTheClock() throws Exception {
      keepOne();
      shift = -Duration.ofHours(1).toMillis();
      assertThat(isKept()).isFalse();
    }
  }

  @Nested
  class Falls {
    @Test
    @DisplayName("C-1 with any change of a key set, and what is made meanwhile is not kept")
    void withKeys() throws Exception {
      fetchKeys("k1");
      keepOne();
      runtime.keySets().invalidateAll();
      fetchKeys("k2");
      assertThat(isKept()).isFalse();

      authenticate("Bearer " + TOKEN);
      runtime.keySets().invalidateAll();
      refusal = new SecurityException("unknown key");
      fetchKeys("k3");
      assertThatThrownBy(() -> authenticate("Bearer " + TOKEN)).isSameAs(refusal);
    }

    @Test
    @DisplayName("C-1 C-2 a key that leaves its key set takes the lookups of its tokens with it")
    void lookupsOfKeys() throws Exception {
      fetchKeys("k1");
      authenticate("Bearer " + TOKEN);
      find("alice");
      assertThat(lookups).isOne();

      runtime.keySets().invalidateAll();
      fetchKeys("k2");

      find("alice");
      assertThat(lookups).isEqualTo(2);
      assertThat(runtime.coherence().figures().usersWithKeys()).isPositive();
      assertThat(events("coherence.keys")).hasSize(1);
    }

    @Test
    @DisplayName("C-2 U-4 with a method that changes a user whom a lookup inside had found")
    void withAnUpdate() throws Exception {
      keepOne();
      name = "Alice B.";
      call("find-invalidated-0", repository, Object.class, () -> 1, "alice");

      assertThat(authenticate("Bearer " + TOKEN).name()).isEqualTo("Alice B.");
    }

    @Test
    @DisplayName("C-2 U-4 also where the lookup inside was answered from memory")
    void withAnUpdateOfWhatWasServed() throws Exception {
      find("alice");
      keepOne();
      name = "Alice B.";
      call("find-invalidated-0", repository, Object.class, () -> 1, "alice");

      assertThat(authenticate("Bearer " + TOKEN).name()).isEqualTo("Alice B.");
    }

    @Test
    @DisplayName("C-2 with its subject, in whichever cache somebody drops it")
    void withItsSubject() throws Exception {
      for (var cache : runtime.caches()) {
        keepOne();
        cache.invalidate(new EntrySelector(EntrySelector.Kind.SUBJECT, "alice"));
        if (cache.layer() != Layer.JWKS) {
          assertThat(isKept()).as(cache.layer().id()).isFalse();
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBJECT", "KEY", "TOKEN"})
    @DisplayName("X-1 X-3 C-2 with a revocation, for as long as that forbids answers")
    void withARevocation(String kind) throws Exception {
      keepOne();
      String value =
          switch (kind) {
            case "SUBJECT" -> "alice";
            case "KEY" -> "k1";
            default -> TokenDigest.sha256(TOKEN);
          };
      runtime
          .revocations()
          .revoke(List.of(new Claim(ClaimKind.valueOf(kind), value)), Duration.ofMinutes(1));

      assertThat(isKept()).isFalse();
      assertThat(isKept()).isFalse();
    }

    @Test
    @DisplayName("C-3 what was being made while its subject fell is not kept")
    void whatWasBegun() throws Exception {
      call(
          "authenticate",
          authenticator,
          User.class,
          () -> {
            Object user = origin("Bearer " + TOKEN);
            runtime.coherence().userChanged(List.of("alice"));
            return user;
          },
          "Bearer " + TOKEN);

      assertThat(isKept()).isFalse();
    }
  }
}
