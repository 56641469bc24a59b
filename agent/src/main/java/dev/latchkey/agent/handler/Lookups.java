package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.config.Invalidation;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.SessionPhase;
import dev.latchkey.runtime.config.TableRow;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.session.LookupNotes;
import dev.latchkey.runtime.session.LookupSettings;
import dev.latchkey.runtime.session.LookupTable;
import dev.latchkey.runtime.session.RowKey;
import dev.latchkey.runtime.session.SkippedWrite;
import dev.latchkey.runtime.session.ValueCopier;
import dev.latchkey.runtime.store.IdentityIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Puts together what handles the targets of user lookups. Thread-safe. */
final class Lookups {
  private final LatchkeyRuntime runtime;
  private final IdentityIds ids;
  private final Logins logins;
  private final ValueCopier copier;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, WovenLookups> targets = new ConcurrentHashMap<>();

  Lookups(LatchkeyRuntime runtime, IdentityIds ids, Copiers copiers) {
    this.runtime = runtime;
    this.ids = ids;
    copier = new TemplateCopier(copiers);
    logins = new Logins(runtime.operations());
  }

  CallHandler handler(TargetConfig config) {
    TargetNotes notes = new TargetNotes(runtime.metrics(), config.name());
    WovenLookups target =
        new WovenLookups(
            () ->
                runtime
                    .sessions()
                    .target(
                        settings(config), copier, reason -> told(config.name(), notes, reason)));
    targets.put(config.name(), target);
    return new LookupHandler(
        new PhaseGate(runtime.phases(), Phase.SESSION),
        runtime.forecaster(),
        runtime.benefits().of(config.name(), Phase.SESSION),
        target,
        new LookupKey(config, numbers.incrementAndGet(), ids),
        config.expiresAt().map(PathReader::new).orElse(null),
        new Receivers(numbers),
        logins,
        runtime.coherence(),
        notes);
  }

  /** Returns what keeps whole authentications. */
  CallHandler operation(TargetConfig config) {
    TargetNotes notes = new TargetNotes(runtime.metrics(), config.name());
    WovenLookups target =
        new WovenLookups(
            () ->
                runtime
                    .sessions()
                    .target(settings(config), copier, new WholeAnswerNotes(config.name(), notes)));
    targets.put(config.name(), target);
    return new OperationHandler(
        config,
        runtime,
        runtime.benefits().of(config.name(), Phase.INTEGRATED),
        target.make(),
        new LookupKey(config, numbers.incrementAndGet(), ids),
        new Receivers(numbers),
        logins,
        notes);
  }

  /** Returns what sees a user change; after {@link #handler} of the same target. */
  CallHandler invalidation(TargetConfig config, Invalidation.ByMethod by) {
    return new LookupInvalidationHandler(
        by.key(), Objects.requireNonNull(targets.get(config.name())), runtime.coherence());
  }

  /** The target of this number verifies passwords. */
  void login(int group) {
    logins.name(group);
  }

  /** Returns what sees a password being verified. */
  CallHandler password() {
    return new PasswordHandler(logins);
  }

  private LookupSettings settings(TargetConfig config) {
    SessionPhase phase = runtime.config().phases().session();
    List<LookupTable> tables = new ArrayList<>();
    List<SkippedWrite> skipped = new ArrayList<>();
    for (Invalidation each : config.invalidatedBy()) {
      if (each instanceof Invalidation.BySqlTable by) {
        tables.add(
            new LookupTable(
                by.table(), by.exceptColumns(), by.row().map(row -> rowKey(config, row))));
        if (by.maySkip() && config.role() == Role.OPERATION) {
          skipped.add(new SkippedWrite(by.table(), by.exceptColumns()));
        }
      }
    }
    Duration ttl = config.ttl().orElse(phase.ttl());
    return new LookupSettings(
        config.name(),
        ttl,
        phase.withoutFeed(ttl),
        phase.trial(),
        tables,
        skipped,
        config.negativeTtl().orElse(Duration.ZERO),
        config.role() == Role.OPERATION ? Phase.INTEGRATED : Phase.SESSION);
  }

  /** Without a key of the target's all arguments are its key, in their order. */
  private static RowKey rowKey(TargetConfig config, TableRow row) {
    int value =
        row.key()
            .map(path -> config.key().isEmpty() ? path.argument() : config.key().indexOf(path))
            .orElse(RowKey.ONLY);
    return new RowKey(row.column(), value, row.text());
  }

  private void told(String target, TargetNotes notes, String reason) {
    if (notes.tell(State.WOVEN, reason)) {
      runtime
          .events()
          .add("session.refused", Severity.WARN, "auto", "Target " + target + ": " + reason + ".");
    }
  }

  /** A whole answer that differed is a violation of what phase 5 promises. */
  private final class WholeAnswerNotes implements LookupNotes {
    private final String target;
    private final TargetNotes notes;

    WholeAnswerNotes(String target, TargetNotes notes) {
      this.target = target;
      this.notes = notes;
    }

    @Override
    public void told(String reason) {
      Lookups.this.told(target, notes, reason);
    }

    @Override
    public void differed(String reason) {
      runtime.coherence().violated(target, reason);
    }
  }
}
