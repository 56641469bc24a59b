package dev.latchkey.agent.preset;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.TargetConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The built-in presets: one configuration file per library. Immutable. */
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
   * @throws IllegalStateException when the preset itself is faulty
   */
  public static List<TargetConfig> targets(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no preset '" + name + "'; there are " + String.join(", ", NAMES));
    }
    ConfigResult result = ConfigReader.read(text(name), "preset " + name, Map.of());
    if (!result.problems().isEmpty()) {
      throw new IllegalStateException(result.problems().get(0).toString());
    }
    return result.config().orElseThrow().targets();
  }

  /** Returns those of {@code names} that no preset has. */
  public static List<String> unknown(List<String> names) {
    return names.stream().filter(name -> !NAMES.contains(name)).toList();
  }

  private static String text(String name) {
    String resource = "presets/" + name + ".yaml";
    try (InputStream in = PresetCatalogue.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the agent's jar has no " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
