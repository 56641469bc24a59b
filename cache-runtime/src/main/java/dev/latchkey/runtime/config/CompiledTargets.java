package dev.latchkey.runtime.config;

import dev.latchkey.runtime.operation.Layer;
import java.io.DataInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads targets that {@link TargetCompiler} wrote. Written for the agent's start: it needs neither
 * the YAML engine nor a lambda, each of which would be a class made at run time. Stateless.
 */
public final class CompiledTargets {
  private CompiledTargets() {}

  /**
   * Returns targets equal to those that were written.
   *
   * @throws IOException when the data ends early or was written by another version
   */
  public static List<TargetConfig> read(DataInput in) throws IOException {
    try {
      List<TargetConfig> targets = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        targets.add(target(in));
      }
      return targets;
    } catch (ConfigSyntaxException | IllegalArgumentException | IndexOutOfBoundsException other) {
      throw new IOException("not the targets of this version", other);
    }
  }

  private static TargetConfig target(DataInput in) throws IOException, ConfigSyntaxException {
    return new TargetConfig(
        in.readUTF(),
        Layer.values()[in.readByte()],
        Role.values()[in.readByte()],
        in.readUTF(),
        MethodPattern.parse(in.readUTF()),
        Match.values()[in.readByte()],
        paths(in),
        duration(in),
        duration(in),
        in.readBoolean() ? Optional.of(Tier.values()[in.readByte()]) : Optional.empty(),
        optionalPath(in),
        optionalPath(in),
        optionalPath(in),
        paths(in),
        optionalPath(in),
        rebuild(in),
        fetch(in),
        in.readBoolean() ? Optional.of(signature(in)) : Optional.empty(),
        in.readBoolean() ? Optional.of(validation(in)) : Optional.empty(),
        optionalText(in),
        paths(in),
        paths(in),
        invalidations(in));
  }

  private static Optional<Duration> duration(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(Duration.ofNanos(in.readLong())) : Optional.empty();
  }

  private static Rebuild rebuild(DataInput in) throws IOException {
    return new Rebuild(optionalText(in), optionalText(in));
  }

  private static FetchRules fetch(DataInput in) throws IOException, ConfigSyntaxException {
    return new FetchRules(
        texts(in),
        in.readBoolean() ? Optional.of(Layer.values()[in.readByte()]) : Optional.empty(),
        paths(in),
        optionalPath(in));
  }

  private static SignaturePaths signature(DataInput in) throws IOException, ConfigSyntaxException {
    return new SignaturePaths(path(in), paths(in), paths(in), path(in));
  }

  private static Validation validation(DataInput in) throws IOException, ConfigSyntaxException {
    return new Validation(
        rebuild(in),
        paths(in),
        copying(in),
        claims(in),
        paths(in),
        texts(in),
        texts(in),
        in.readBoolean(),
        texts(in),
        optionalPath(in));
  }

  private static Copying copying(DataInput in) throws IOException, ConfigSyntaxException {
    List<Copying.Item> values = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      values.add(new Copying.Item(in.readUTF(), rebuild(in), paths(in)));
    }
    return new Copying(values, texts(in));
  }

  private static Map<Claim, KeyPath> claims(DataInput in)
      throws IOException, ConfigSyntaxException {
    Map<Claim, KeyPath> claims = new EnumMap<>(Claim.class);
    for (int left = in.readInt(); left > 0; left--) {
      claims.put(Claim.values()[in.readByte()], path(in));
    }
    return claims;
  }

  private static List<Invalidation> invalidations(DataInput in)
      throws IOException, ConfigSyntaxException {
    List<Invalidation> invalidations = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      invalidations.add(
          in.readBoolean()
              ? new Invalidation.ByMethod(
                  in.readUTF(), MethodPattern.parse(in.readUTF()), paths(in))
              : new Invalidation.BySqlTable(in.readUTF(), List.of()));
    }
    return invalidations;
  }

  private static KeyPath path(DataInput in) throws IOException, ConfigSyntaxException {
    return KeyPath.parse(in.readUTF());
  }

  private static Optional<KeyPath> optionalPath(DataInput in)
      throws IOException, ConfigSyntaxException {
    return in.readBoolean() ? Optional.of(path(in)) : Optional.empty();
  }

  private static List<KeyPath> paths(DataInput in) throws IOException, ConfigSyntaxException {
    List<KeyPath> paths = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      paths.add(path(in));
    }
    return paths;
  }

  private static Optional<String> optionalText(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
  }

  private static List<String> texts(DataInput in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
