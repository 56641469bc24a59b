package dev.latchkey.agent.preset;

import dev.latchkey.runtime.config.CompiledTargets;
import dev.latchkey.runtime.config.TargetConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The built-in presets: one configuration file per library, compiled by the build because the YAML
 * engine would take most of the agent's start for them. Immutable.
 */
public final class PresetCatalogue {
  /** The names that {@code presets:} accepts, in the order in which they are woven. */
  public static final List<String> NAMES =
      List.of(
          "nimbus-jose-jwt",
          "spring-security",
          "micronaut-security",
          "pac4j",
          "keycloak",
          "auth0-java-jwt",
          "auth0-jwks-rsa",
          "jjwt",
          "jose4j",
          "smallrye-jwt",
          "quarkus-oidc",
          "vertx-auth-jwt",
          "kafka-oauthbearer",
          "pulsar-token",
          "password-hashing",
          "jdk-http",
          "jdbc");

  private PresetCatalogue() {}

  /**
   * Returns the targets of one preset.
   *
   * @throws IllegalArgumentException when there is no preset of that name
   * @throws IllegalStateException when the build did not compile the preset
   */
  public static List<TargetConfig> targets(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no preset '" + name + "'; there are " + String.join(", ", NAMES));
    }
    String resource = "presets/" + name + ".bin";
    try (InputStream in = PresetCatalogue.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the agent's jar has no " + resource);
      }
      return CompiledTargets.read(new DataInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns those of {@code names} that no preset has. */
  public static List<String> unknown(List<String> names) {
    return names.stream().filter(name -> !NAMES.contains(name)).toList();
  }
}
