package dev.latchkey.it.strangers;

import java.util.List;

/**
 * A framework, with an application of its own kind in {@code src/test/strangers}. The application
 * takes a key set's address, the issuer and the audience, prints {@code ready PORT}, answers {@code
 * GET /me} with the token's subject, and ends with its input. Immutable.
 *
 * @param name as people call it
 * @param folder of its code
 * @param main its class
 * @param coordinates what it needs, with {@code {version}} in them
 * @param build who makes what runs of it
 */
public record Stranger(
    String name,
    String version,
    String folder,
    String main,
    List<String> coordinates,
    Build build) {

  /** Who makes what runs. */
  public enum Build {
    /** The compiler. */
    PLAIN,
    /** The compiler, with Micronaut's annotation processor. */
    MICRONAUT,
    /** Quarkus' plugin for Maven. */
    QUARKUS
  }

  /** The one that every build runs, and that the agent's footprint is measured on. */
  public static final Stranger SPRING_BOOT_4 =
      new Stranger(
          "Spring Boot",
          "4.1.2",
          "spring-boot",
          "strangers.BootApp",
          List.of(
              "org.springframework.boot:spring-boot-starter-webmvc:{version}",
              "org.springframework.boot:spring-boot-starter-security-oauth2-resource-server:{version}"),
          Build.PLAIN);

  private static final List<Stranger> ALL =
      List.of(
          new Stranger(
              "Spring Boot",
              "3.5.7",
              "spring-boot",
              "strangers.BootApp",
              List.of(
                  "org.springframework.boot:spring-boot-starter-web:{version}",
                  "org.springframework.boot:spring-boot-starter-oauth2-resource-server:{version}"),
              Build.PLAIN),
          SPRING_BOOT_4,
          new Stranger(
              "Quarkus, SmallRye JWT",
              "3.33.2",
              "quarkus",
              "strangers.QuarkusWebApp",
              List.of(
                  "io.quarkus:quarkus-bom:pom:{version}",
                  "io.quarkus:quarkus-rest",
                  "io.quarkus:quarkus-smallrye-jwt"),
              Build.QUARKUS),
          new Stranger(
              "Micronaut",
              "4.10.8",
              "micronaut",
              "strangers.MicronautWebApp",
              List.of(
                  "io.micronaut.platform:micronaut-platform:pom:{version}",
                  "io.micronaut:micronaut-http-server-netty",
                  "io.micronaut:micronaut-http-client",
                  "io.micronaut:micronaut-jackson-databind",
                  "io.micronaut.security:micronaut-security-jwt"),
              Build.MICRONAUT),
          new Stranger(
              "Vert.x Web",
              "5.0.7",
              "vertx",
              "strangers.VertxWebApp",
              List.of("io.vertx:vertx-web:{version}", "io.vertx:vertx-auth-jwt:{version}"),
              Build.PLAIN));

  /**
   * Returns with {@code -Dstrangers=all} all, with {@code -Dstrangers=quarkus,vertx} those of these
   * folders, and else the one that every build runs.
   */
  public static List<Stranger> chosen() {
    if (!areChosen()) {
      return List.of(SPRING_BOOT_4);
    }
    List<String> names = List.of(System.getProperty("strangers").split(","));
    return ALL.stream()
        .filter(each -> names.contains("all") || names.contains(each.folder()))
        .toList();
  }

  /** Returns whether this run is about strangers, and not one of all tests. */
  static boolean areChosen() {
    return System.getProperty("strangers") != null;
  }

  /** Returns what it needs. */
  List<String> libraries() {
    return coordinates.stream().map(each -> each.replace("{version}", version)).toList();
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
