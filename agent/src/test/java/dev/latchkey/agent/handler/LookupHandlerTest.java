package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LookupHandlerTest {
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Integer> outcomes = new HashMap<>();
  private final Object repository = new Object();
  private LatchkeyRuntime runtime;
  private Dispatcher dispatcher;
  private Sites sites;
  private Handlers handlers;
  private int group;
  private int runs;

  /** A user, with something in it that can be changed. */
  public record User(String name, List<String> roles) {}

  /** A bean as it stands for what cannot be copied. */
  static final class Bean {}

  static final class Running {
    final Thread thread = Thread.currentThread();
  }

  /** Returns the numbers of the sites of a target and its companions. */
  private int[] sites(String keys) {
    return sites(keys, "enabled: true, trial: 0");
  }

  private int[] sites(String keys, String phase) {
    String yaml =
        "presets: none\nphases: { session: { "
            + phase
            + " } }\ntargets:\n- { name: users, layer: session, class: a.B, method: find"
            + keys
            + " }\n- { name: login, layer: auth, class: a.C, method: login }"
            + "\n- { name: form, layer: other, role: login, class: a.E, method: submit }"
            + "\n- { name: hash, layer: crypto, role: password, class: a.D, method: matches }\n";
    var read = ConfigReader.read("guard: { verify-hits: 0% }\n" + yaml, "f", Map.of());
    assertThat(read.problems()).isEmpty();
    runtime = new LatchkeyRuntime(read.config().orElseThrow(), Ticker.system());
    handlers = new Handlers(runtime, new Copiers(ByteBuddyAgent.install()));
    sites = new Sites();
    dispatcher =
        new Dispatcher(
            sites,
            runtime.operations(),
            new Faults(runtime.metrics(), (id, text) -> faults.add(text)));
    List<Integer> opened = new ArrayList<>();
    for (TargetConfig each : read.config().orElseThrow().targets()) {
      opened.add(open(handlers.target(each, meter(each), group++)));
      List<Target> companions = handlers.companions(each, this::meter, group);
      group += companions.size();
      companions.forEach(companion -> opened.add(open(companion)));
    }
    return opened.stream().mapToInt(Integer::intValue).toArray();
  }

  private int open(Target target) {
    return sites.open(target, null, "c#" + target.name());
  }

  private TargetMeter meter(TargetConfig config) {
    TargetInfo info = new TargetInfo(config.name(), config.layer(), "c", "m", "exact", "config");
    TargetMeter real = runtime.metrics().register(info);
    return new TargetMeter() {
      @Override
      public TargetInfo info() {
        return info;
      }

      @Override
      public void call(long elapsedNanos, boolean failed) {
        real.call(elapsedNanos, failed);
      }

      @Override
      public void uncachedCall(long elapsedNanos, boolean failed) {}

      @Override
      public void outcome(CacheOutcome outcome) {
        outcomes.merge(outcome.id(), 1, Integer::sum);
      }
    };
  }

  private @Nullable Object call(int site, Callable<Object> body, @Nullable Object... arguments)
      throws Exception {
    return callOn(repository, site, body, arguments);
  }

  private @Nullable Object callOn(
      Object self, int site, Callable<Object> body, @Nullable Object... arguments)
      throws Exception {
    if (!dispatcher.isConsulted(site)) {
      Object begun = dispatcher.beginCall(site);
      Exception failure = null;
      try {
        return body.call();
      } catch (Exception failed) {
        failure = failed;
        throw failed;
      } finally {
        if (begun != null) {
          dispatcher.endCall(site, begun, failure);
        }
      }
    }
    Object entered = dispatcher.enterCall(site, self, arguments);
    Object answer = entered == null ? null : dispatcher.answerCall(entered, Object.class);
    if (answer != null) {
      return answer == LatchkeyGate.NOTHING ? null : answer;
    }
    Object result = null;
    Exception thrown = null;
    try {
      result = body.call();
    } catch (Exception failed) {
      thrown = failed;
    }
    if (entered != null) {
      dispatcher.leaveCall(site, entered, result, thrown);
    }
    if (thrown != null) {
      throw thrown;
    }
    return result;
  }

  private Object user(String name) {
    runs++;
    return new User(name, new ArrayList<>(List.of("reader")));
  }

  private User find(int site, @Nullable Object... arguments) throws Exception {
    return (User) call(site, () -> user(String.valueOf(arguments[0])), arguments);
  }

  private void phase(boolean on, int percent) {
    runtime
        .phases()
        .change(
            Phase.SESSION,
            new PhaseChange(Optional.of(on), OptionalInt.of(percent), "test", ""),
            OptionalLong.empty());
  }

  @Test
  @DisplayName("SES-18 SES-19 M-1 every caller gets an equal object that is his own")
  void copies() throws Exception {
    int users = sites("")[0];
    User first = find(users, "alice");
    first.roles().add("admin");
    User second = find(users, "alice");
    second.roles().clear();
    User third = find(users, "alice");

    assertThat(runs).isOne();
    assertThat(third).isEqualTo(new User("alice", List.of("reader")));
    assertThat(third.roles()).isExactlyInstanceOf(ArrayList.class);
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("SES-2 U-1 G-6 G-8 other names, arguments and objects are other lookups")
  void keepsApart() throws Exception {
    int users = sites("")[0];
    for (String name : List.of("admin", "Admin", "admin ", "admin\u200b", "ADM\u0130N")) {
      assertThat(find(users, name).name()).isEqualTo(name);
    }
    find(users, "admin", "tenant");
    find(users, "admin", null);
    callOn(new Object(), users, () -> user("other"), "admin");

    assertThat(runs).isEqualTo(8);
  }

  @Test
  @DisplayName("SES-2 G-7 an argument without a value that can be compared keeps a call out")
  void refusesUnknownArguments() throws Exception {
    int users = sites("")[0];
    find(users, new Bean());
    find(users, new Bean());

    int named = sites(", key: [arg0]")[0];
    find(named, "alice", new Bean());
    find(named, "alice", new Bean());

    assertThat(runs).isEqualTo(4);
  }

  @Test
  @DisplayName("U-3 SES-20 an object of a type that cannot be copied is never kept")
  void refusesUnknownValues() throws Exception {
    int users = sites("")[0];
    Running first = new Running();

    assertThat(call(users, () -> first, "alice")).isSameAs(first);
    assertThat(call(users, Running::new, "alice")).isNotSameAs(first);
    assertThat(runtime.events().after(0).toString())
        .contains("not kept: ")
        .contains("Running")
        .contains("thread");
  }

  @Test
  @DisplayName("U-4 C-7 a change counts before and after, when it fails, and whatever the rollout")
  void followsChangesOnAllCalls() throws Exception {
    int[] all =
        sites(
            ", invalidated-by: [{ class: a.B, method: update, key: [arg0] }]",
            "enabled: true, trial: 0");
    int users = all[0];
    int update = all[1];
    find(users, "alice");
    assertThatThrownBy(
            () ->
                call(
                    update,
                    () -> {
                      find(users, "alice");
                      throw new IllegalStateException();
                    },
                    "Alice"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(runs).as("before").isEqualTo(2);
    find(users, "alice");
    assertThat(runs).as("after").isEqualTo(3);

    phase(true, 0);
    call(update, () -> "", "alice");
    phase(true, 100);
    find(users, "alice");
    assertThat(runs).as("on the control side").isEqualTo(4);
  }

  @Test
  @DisplayName("C-5 SES-33 switched off it serves nothing, and on again it begins with nothing")
  void beginsAnew() throws Exception {
    int users = sites("")[0];
    find(users, "alice");
    phase(false, 100);
    find(users, "alice");
    phase(true, 100);
    find(users, "alice");
    find(users, "alice");

    assertThat(runs).isEqualTo(3);
  }

  @Test
  @DisplayName("SES-33 calls on the control side fill the cache and are not served")
  void fillsFromTheControlSide() throws Exception {
    int users = sites("", "enabled: true, rollout: 0, trial: 0")[0];
    find(users, "alice");
    find(users, "alice");
    assertThat(runs).isEqualTo(2);
    assertThat(outcomes).containsOnly(Map.entry("disabled", 2));

    runtime.phases(); // the content stays while only the share changes
    assertThat(runtime.sessions().stats().entries()).isOne();
  }

  @Test
  @DisplayName("SES-23 U-10 an authentication that verifies a password looks its user up itself")
  void bypassesLogins() throws Exception {
    int[] all = sites("");
    int users = all[0];
    int login = all[1];
    int hash = all[3];
    find(users, "alice");
    Callable<Object> body =
        () -> {
          Object user = find(users, "alice");
          call(hash, () -> true, "password", "hash");
          return user;
        };
    call(login, body, "alice");
    int before = runs;

    call(login, body, "alice");
    call(login, body, "alice");
    assertThat(runs).isEqualTo(before + 2);

    find(users, "alice");
    assertThat(runs).as("outside of logins").isEqualTo(before + 2);
  }

  @Test
  @DisplayName("SES-23 so does a lookup that is followed by a password on its thread")
  void bypassesLoginsWithoutATarget() throws Exception {
    int[] all = sites("");
    find(all[0], "alice");
    call(all[3], () -> true, "password", "hash");

    find(all[0], "alice");
    find(all[0], "alice");
    assertThat(runs).isEqualTo(3);
  }

  @Test
  @DisplayName("SES-23 U-10 a login that is named looks its user up itself, other lookups do not")
  void bypassesNamedLogins() throws Exception {
    int[] all = sites("");
    find(all[0], "alice");
    Callable<Object> body =
        () -> {
          Object user = find(all[0], "alice");
          call(all[3], () -> true, "password", "hash");
          return user;
        };
    call(all[2], body, "alice");
    call(all[2], body, "alice");
    assertThat(runs).as("from the first one on").isEqualTo(3);

    find(all[0], "alice");
    assertThat(runs).as("outside of logins").isEqualTo(3);
  }

  @Test
  @DisplayName("P-1 P-4 a password that is verified is neither answered nor looked at")
  void looksAtNoPassword() throws Exception {
    int hash = sites("")[3];
    CharSequence secret =
        (CharSequence)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CharSequence.class},
                (self, method, arguments) -> {
                  throw new AssertionError("asked for " + method.getName());
                });
    for (int i = 0; i < 3; i++) {
      call(
          hash,
          () -> {
            runs++;
            return true;
          },
          secret,
          secret);
    }

    assertThat(runs).isEqualTo(3);
    assertThat(faults).isEmpty();
  }

  private void fail(int login, String name) {
    assertThatThrownBy(
            () ->
                call(
                    login,
                    () -> {
                      find(0, name);
                      throw new IllegalStateException();
                    },
                    name))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("U-9 what a failed authentication was served falls, and no other user")
  void asksAgainAfterAFailure() throws Exception {
    int[] all = sites("");
    find(all[0], "alice");
    find(all[0], "bob");
    fail(all[1], "alice");
    assertThat(runs).as("served").isEqualTo(2);

    find(all[0], "bob");
    assertThat(runs).isEqualTo(2);
    find(all[0], "alice");
    assertThat(runs).isEqualTo(3);

    fail(all[1], "alice");
    find(all[0], "alice");
    assertThat(runs).as("once in ten seconds").isEqualTo(3);
  }

  @Test
  @DisplayName("U-9 failures of many users make no more than 50 fall in a second")
  void boundsFailures() throws Exception {
    int[] all = sites("");
    for (int i = 0; i < 300; i++) {
      find(all[0], "user " + i);
    }
    for (int i = 0; i < 300; i++) {
      fail(all[1], "user " + i);
    }
    int before = runs;
    for (int i = 0; i < 300; i++) {
      find(all[0], "user " + i);
    }
    assertThat(runs - before).isPositive();
    assertThat(runs - before).as("of 300, unless that took seconds").isLessThan(300);
  }

  @Test
  @DisplayName("U-9 a user whom Spring Security refuses for his status is not kept")
  void keepsNoRefusedUser() throws Exception {
    int users = sites("")[0];
    for (Object refused :
        List.of(
            org.springframework.security.core.userdetails.User.withUsername("a")
                .password("p")
                .disabled(true)
                .build(),
            org.springframework.security.core.userdetails.User.withUsername("a")
                .password("p")
                .accountLocked(true)
                .build(),
            org.springframework.security.core.userdetails.User.withUsername("a")
                .password("p")
                .accountExpired(true)
                .build(),
            Optional.of(
                org.springframework.security.core.userdetails.User.withUsername("a")
                    .password("p")
                    .credentialsExpired(true)
                    .build()))) {
      String name = refused.toString();
      call(users, () -> refused, name);
      assertThat(call(users, () -> "asked", name)).isEqualTo("asked");
    }
    Object active =
        org.springframework.security.core.userdetails.User.withUsername("a").password("p").build();
    call(users, () -> active, "active");
    assertThat(call(users, () -> "asked", "active")).isEqualTo(active);
  }

  @Test
  @DisplayName("SES-2 C-6 a class that is deployed anew has users of its own")
  void keepsDeploymentsApart() throws Exception {
    sites("");
    TargetConfig config = runtime.config().targets().get(0);
    Target target = handlers.target(config, meter(config), group++);
    try (URLClassLoader first = new URLClassLoader(new URL[0]);
        URLClassLoader second = new URLClassLoader(new URL[0])) {
      int old = sites.open(target, first, "a.B#find");
      int redeployed = sites.open(target, second, "a.B#find");
      find(old, "alice");
      find(redeployed, "alice");
      assertThat(runs).isEqualTo(2);

      find(old, "alice");
      find(redeployed, "alice");
      assertThat(runs).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("A-4 SES-30 a lookup that looks itself up waits for nobody")
  void survivesRecursion() throws Exception {
    int users = sites("")[0];
    Object found =
        call(
            users,
            () -> {
              find(users, "alice");
              return user("alice");
            },
            "alice");

    assertThat(found).isEqualTo(find(users, "alice"));
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void followsNothingForAbsentLibraries() {
    sites("");
    assertThat(runtime.sessions().figures()).hasSize(1);

    runtime = new LatchkeyRuntime(runtime.config(), Ticker.system());
    TargetConfig users = runtime.config().targets().get(0);
    Target absent =
        new Handlers(runtime, new Copiers(ByteBuddyAgent.install())).target(users, meter(users), 9);
    assertThat(runtime.sessions().figures()).isEmpty();

    new Sites().open(absent, null, "a.B#find");
    assertThat(runtime.sessions().figures()).hasSize(1);
  }

  @Test
  @DisplayName("SES-1 a lookup whose result arrives later is left to the application, and says so")
  void leavesLaterResultsAlone() throws Exception {
    int users = sites("")[0];
    sites.arrival(users, Arrival.RUNNING);
    for (int i = 0; i < 2; i++) {
      call(
          users,
          () -> {
            runs++;
            return CompletableFuture.completedFuture("alice");
          },
          "alice");
    }
    assertThat(runs).isEqualTo(2);
    assertThat(runtime.sessions().figures().get(0).reason()).isEqualTo("its result arrives later");
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("SES-22 U-11 nothing, an empty answer and a no are not kept")
  void keepsNoNothing() throws Exception {
    int users = sites("")[0];
    for (Object nothing : new Object[] {Optional.empty(), List.of(), Map.of(), false}) {
      String name = nothing.getClass().getName();
      call(users, () -> nothing, name);
      assertThat(find(users, name).name()).isEqualTo(name);
    }
  }

  @Test
  @DisplayName("U-11 SES-22 null and an empty Optional are answered where negative-ttl says so")
  void answersNothing() throws Exception {
    int users = sites(", negative-ttl: 5s")[0];
    for (Object nothing : new Object[] {null, Optional.empty()}) {
      String name = String.valueOf(nothing);
      call(users, () -> nothing, name);
      assertThat(call(users, () -> "asked", name)).as(name).isEqualTo(nothing);
    }
    assertThat(outcomes).containsEntry("hit", 2);

    for (Object empty : new Object[] {List.of(), Map.of(), false}) {
      String name = empty.getClass().getName();
      call(users, () -> empty, name);
      assertThat(call(users, () -> "asked", name)).as(name).isEqualTo("asked");
    }
  }

  @Test
  @DisplayName("U-11 SES-23 a login asks for itself, of whomever it is known that there is nobody")
  void answersNoLoginWithNothing() throws Exception {
    int[] all = sites(", negative-ttl: 5s");
    Callable<Object> unknown =
        () -> {
          runs++;
          return null;
        };
    call(all[0], unknown, "bob");
    call(all[0], unknown, "bob");
    assertThat(runs).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      assertThat(call(all[2], () -> call(all[0], unknown, "bob"), "bob")).isNull();
    }
    assertThat(runs).as("each of the logins").isEqualTo(4);
  }

  @Test
  @DisplayName("U-11 U-9 whom an authentication failed for want of is asked for by the next one")
  void asksAgainForNobody() throws Exception {
    int[] all = sites(", negative-ttl: 5s");
    call(all[0], () -> null, "bob");
    fail(all[1], "bob");
    assertThat(runs).as("served").isZero();

    assertThat(find(all[0], "bob").name()).isEqualTo("bob");
  }

  /** A user with an end. */
  public record Guest(String name, Object until) {}

  @Test
  @DisplayName("U-2 a user is kept until his account ends, and not when that cannot be told")
  void endsWithTheAccount() throws Exception {
    int users = sites(", expires-at: result.until")[0];
    for (Object until : new Object[] {Instant.now().minusSeconds(1), "soon"}) {
      String name = until.toString();
      call(users, () -> new Guest(name, until), name);
      assertThat(call(users, () -> "new", name)).as(name).isEqualTo("new");
    }
    Instant later = Instant.now().plusSeconds(600);
    call(users, () -> new Guest("x", later), "x");
    assertThat(call(users, () -> "new", "x")).isEqualTo(new Guest("x", later));
  }

  @Test
  @DisplayName("V-12 an object that is new for each call is told")
  void tellsNewObjects() throws Exception {
    int users = sites("")[0];
    for (int i = 0; i < 2_000; i++) {
      callOn(new Object(), users, () -> user("x"), "alice");
    }

    assertThat(runs).isEqualTo(2_000);
    assertThat(runtime.sessions().stats().entries()).isLessThan(2_000);
  }

  @Test
  void layerAndPhaseGoTogether() {
    sites("");
    assertThat(runtime.sessions().layer()).isEqualTo(Layer.SESSION);
  }

  @Test
  @DisplayName(
      "SES-3 in shadow the application looks every user up, and mismatches show their cause")
  void shadow() throws Exception {
    int users = sites("")[0];
    runtime
        .phases()
        .change(
            Phase.SESSION,
            new PhaseChange(Optional.empty(), Optional.of(true), OptionalInt.empty(), "test", ""),
            OptionalLong.empty());
    find(users, "alice");
    find(users, "alice");
    assertThat(runs).isEqualTo(2);
    assertThat(runtime.checks().figures(Phase.SESSION).equal()).isEqualTo(1);

    assertThat(call(users, () -> new User("alice", new ArrayList<>()), "alice"))
        .isEqualTo(new User("alice", List.of()));
    find(users, "alice");
    assertThat(call(users, () -> null, "alice")).isNull();

    assertThat(runtime.checks().figures(Phase.SESSION).mismatches())
        .extracting(each -> each.cause().id())
        .contains("changed");
    assertThat(runtime.phases().isInShadow(Phase.SESSION)).isTrue();
  }
}
