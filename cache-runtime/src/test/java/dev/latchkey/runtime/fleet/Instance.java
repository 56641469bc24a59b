package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.guard.Rollout;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.session.StoredUsers;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.VerifiedClaims;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** One of the processes of a fleet, as far as that is one runtime. */
final class Instance implements AutoCloseable {
  static final String KEY = "1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

  final List<String> troubles = new CopyOnWriteArrayList<>();
  final LatchkeyRuntime runtime;
  private final List<StoredUsers> users = new ArrayList<>();

  Instance(String uri, Path keyFile, String name) {
    String yaml =
        """
        guard: { verify-hits: 0%% }
        history: { dir: '%s' }
        phases: { session: { enabled: true, store: redis, redis: { uri: '%s', key-file: '%s' } } }
        """
            .formatted(keyFile.resolveSibling(UUID.randomUUID().toString()), uri, keyFile);
    runtime =
        new LatchkeyRuntime(
            ConfigReader.read(yaml, "test", Map.of()).config().orElseThrow(), Ticker.system());
    fleet().onTrouble(troubles::add);
    fleet().named(name, "1");
    runtime.start();
  }

  Fleet fleet() {
    return runtime.fleet().orElseThrow();
  }

  boolean isLinked() {
    return fleet().view().linked();
  }

  /** Returns the lookups in a table whose name the operator gives. */
  StoredUsers users(String table) throws SQLException {
    StoredUsers made = new StoredUsers(runtime, table, true);
    users.add(made);
    return made;
  }

  PhaseState phase() {
    return runtime.phases().state(Phase.SESSION);
  }

  void rollOut(int percent) {
    runtime
        .phases()
        .change(
            Phase.SESSION,
            new PhaseChange(Optional.of(percent > 0), OptionalInt.of(percent), "api", ""),
            OptionalLong.empty());
  }

  /** Returns whether the plan of the phase stands so. */
  boolean isAt(Rollout.Status status, int step) {
    return runtime.guard().view(Phase.SESSION).rollout().stream()
        .anyMatch(plan -> plan.status() == status && plan.step() == step);
  }

  List<Event> events(String kind) {
    return runtime.events().after(0).stream().filter(each -> each.kind().equals(kind)).toList();
  }

  /** Returns how often the agent failed in the background. */
  long failures() {
    return runtime.metrics().errors().sites().stream().mapToLong(each -> each.count()).sum();
  }

  /** Keeps the validation of a token. */
  void keepToken(String subject) {
    ClaimIds ids = runtime.claimIds();
    long[] numbers = new long[ClaimKind.values().length];
    numbers[ClaimKind.SUBJECT.ordinal()] = ids.of(ClaimKind.SUBJECT, subject);
    VerifiedClaims claims =
        new VerifiedClaims(
            OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), numbers);
    ValidationCache cache = runtime.validations();
    cache.store(cache.begin(key(subject)), claims, 1, "answer", 100, Duration.ofMinutes(1));
  }

  boolean hasToken(String subject) {
    return runtime.validations().find(key(subject)) != null;
  }

  private static Fingerprint key(String subject) {
    return FingerprintBuilder.of("token").text(subject).build();
  }

  @Override
  public void close() throws SQLException {
    runtime.close();
    for (StoredUsers each : users) {
      each.close();
    }
  }
}
