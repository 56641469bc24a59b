package dev.latchkey.runtime.config;

import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes targets in a form that {@link CompiledTargets} reads without the YAML engine. The build
 * compiles the presets with it, for the agent of the same build: the form is not kept from version
 * to version. Stateless.
 */
public final class TargetCompiler {
  /** Writes one value. */
  private interface Writer<T> {
    void write(DataOutput out, T value) throws IOException;
  }

  private TargetCompiler() {}

  /** Writes {@code targets}. */
  public static void write(List<TargetConfig> targets, DataOutput out) throws IOException {
    list(out, targets, TargetCompiler::target);
  }

  private static void target(DataOutput out, TargetConfig target) throws IOException {
    out.writeUTF(target.name());
    out.writeByte(target.layer().ordinal());
    out.writeByte(target.role().ordinal());
    out.writeUTF(target.className());
    out.writeUTF(target.method().toString());
    out.writeByte(target.match().ordinal());
    list(out, target.key(), TargetCompiler::path);
    optional(out, target.ttl(), TargetCompiler::duration);
    optional(out, target.negativeTtl(), TargetCompiler::duration);
    optional(out, target.tier(), (to, tier) -> to.writeByte(tier.ordinal()));
    optional(out, target.expiresAt(), TargetCompiler::path);
    optional(out, target.token(), TargetCompiler::path);
    optional(out, target.kid(), TargetCompiler::path);
    list(out, target.document(), TargetCompiler::path);
    optional(out, target.text(), TargetCompiler::path);
    rebuild(out, target.rebuild());
    fetch(out, target.fetch());
    optional(out, target.signature(), TargetCompiler::signature);
    optional(out, target.validation(), TargetCompiler::validation);
    optional(out, target.onlyTimed(), DataOutput::writeUTF);
    list(out, target.unless(), TargetCompiler::path);
    list(out, target.identity(), TargetCompiler::path);
    list(out, target.invalidatedBy(), TargetCompiler::invalidation);
  }

  private static void duration(DataOutput out, Duration duration) throws IOException {
    out.writeLong(duration.toNanos());
  }

  private static void path(DataOutput out, KeyPath path) throws IOException {
    out.writeUTF(path.toString());
  }

  private static void rebuild(DataOutput out, Rebuild rebuild) throws IOException {
    optional(out, rebuild.className(), DataOutput::writeUTF);
    optional(out, rebuild.method(), DataOutput::writeUTF);
  }

  private static void fetch(DataOutput out, FetchRules fetch) throws IOException {
    list(out, fetch.subclasses(), DataOutput::writeUTF);
    optional(out, fetch.within(), (to, layer) -> to.writeByte(layer.ordinal()));
    list(out, fetch.forcedBy(), TargetCompiler::path);
    optional(out, fetch.selectedBy(), TargetCompiler::path);
  }

  private static void signature(DataOutput out, SignaturePaths signature) throws IOException {
    path(out, signature.algorithm());
    list(out, signature.key(), TargetCompiler::path);
    list(out, signature.input(), TargetCompiler::path);
    path(out, signature.value());
  }

  private static void validation(DataOutput out, Validation validation) throws IOException {
    rebuild(out, validation.rebuild());
    list(out, validation.parts(), TargetCompiler::path);
    list(out, validation.copying().values(), TargetCompiler::copied);
    list(out, validation.copying().lists(), DataOutput::writeUTF);
    list(out, List.copyOf(validation.claims().entrySet()), TargetCompiler::claim);
    list(out, validation.validators(), TargetCompiler::path);
    list(out, validation.pure(), DataOutput::writeUTF);
    list(out, validation.keySources(), DataOutput::writeUTF);
    out.writeBoolean(validation.assumePure());
    list(out, validation.configuredBy(), DataOutput::writeUTF);
    optional(out, validation.onlyIf(), TargetCompiler::path);
  }

  private static void copied(DataOutput out, Copying.Item item) throws IOException {
    out.writeUTF(item.className());
    rebuild(out, item.method());
    list(out, item.parts(), TargetCompiler::path);
  }

  private static void claim(DataOutput out, Map.Entry<Claim, KeyPath> claim) throws IOException {
    out.writeByte(claim.getKey().ordinal());
    path(out, claim.getValue());
  }

  private static void invalidation(DataOutput out, Invalidation invalidation) throws IOException {
    out.writeBoolean(invalidation instanceof Invalidation.ByMethod);
    if (invalidation instanceof Invalidation.ByMethod call) {
      out.writeUTF(call.className());
      out.writeUTF(call.method().toString());
      list(out, call.key(), TargetCompiler::path);
    } else if (invalidation instanceof Invalidation.BySqlTable change) {
      out.writeUTF(change.table());
    }
  }

  private static <T> void list(DataOutput out, List<T> items, Writer<T> writer) throws IOException {
    out.writeInt(items.size());
    for (T item : items) {
      writer.write(out, item);
    }
  }

  private static <T> void optional(DataOutput out, Optional<T> value, Writer<T> writer)
      throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      writer.write(out, value.get());
    }
  }
}
