package dev.latchkey.runtime.discovery;

import java.util.List;

/**
 * Tells an application's own classes, a vendor's among them, from the JDK, from libraries that many
 * use, and from what is made at run time. Goes by names. Stateless.
 */
final class OwnCode {
  private static final List<String> LIBRARIES =
      List.of(
          "java.",
          "javax.",
          "jakarta.",
          "jdk.",
          "sun.",
          "com.sun.",
          "akka.",
          "at.favre.",
          "ch.qos.",
          "clojure.",
          "com.amazonaws.",
          "com.atomikos.",
          "com.auth0.",
          "com.azure.",
          "com.clickhouse.",
          "com.fasterxml.",
          "com.github.benmanes.",
          "com.google.common.",
          "com.google.inject.",
          "com.ibm.db2.",
          "com.mchange.",
          "com.microsoft.sqlserver.",
          "com.mongodb.",
          "com.mysql.",
          "com.nimbusds.",
          "com.okta.",
          "com.password4j.",
          "com.zaxxer.",
          "datadog.",
          "dev.latchkey.agent.",
          "dev.latchkey.dashboard.",
          "dev.latchkey.runtime.",
          "feign.",
          "groovy.",
          "io.dropwizard.",
          "io.javalin.",
          "io.jsonwebtoken.",
          "io.lettuce.",
          "io.micrometer.",
          "io.micronaut.",
          "io.netty.",
          "io.opentelemetry.",
          "io.quarkus.",
          "io.reactivex.",
          "io.smallrye.",
          "io.undertow.",
          "io.vertx.",
          "javassist.",
          "kotlin.",
          "kotlinx.",
          "liquibase.",
          "net.bytebuddy.",
          "net.minidev.",
          "net.snowflake.",
          "okhttp3.",
          "okio.",
          "oracle.",
          "org.apache.",
          "org.aspectj.",
          "org.bouncycastle.",
          "org.eclipse.",
          "org.flywaydb.",
          "org.glassfish.",
          "org.h2.",
          "org.hibernate.",
          "org.hsqldb.",
          "org.jboss.",
          "org.jdbi.",
          "org.jooq.",
          "org.jose4j.",
          "org.junit.",
          "org.keycloak.",
          "org.mariadb.",
          "org.mindrot.",
          "org.mybatis.",
          "org.pac4j.",
          "org.postgresql.",
          "org.slf4j.",
          "org.springframework.",
          "org.sqlite.",
          "play.",
          "ratpack.",
          "reactor.",
          "redis.clients.",
          "retrofit2.",
          "rx.",
          "scala.",
          "software.amazon.",
          "tools.jackson.");

  /** What hands a request on to the rest of its handling. */
  private static final List<String> WEB =
      List.of(
          "com.sun.net.httpserver.",
          "io.javalin.",
          "io.micronaut.http.",
          "io.netty.channel.",
          "io.quarkus.vertx.http.",
          "io.undertow.",
          "io.vertx.ext.web.",
          "jakarta.servlet.",
          "javax.servlet.",
          "org.apache.catalina.",
          "org.eclipse.jetty.",
          "org.glassfish.jersey.",
          "org.jboss.resteasy.",
          "org.springframework.security.web.",
          "org.springframework.web.",
          "play.",
          "ratpack.",
          "sun.net.httpserver.");

  private static final List<String> GENERATED =
      List.of("$$", "$Proxy", "_ClientProxy", "_Subclass", "CGLIB$", "EnhancerBy", "/");

  private OwnCode() {}

  static boolean isOwn(String className) {
    return !startsWithAny(className, LIBRARIES)
        && GENERATED.stream().noneMatch(className::contains);
  }

  static boolean isWeb(String className) {
    return startsWithAny(className, WEB);
  }

  /** Returns whether a method was written under this name, and can be woven. */
  static boolean isWritten(String methodName) {
    return methodName.indexOf('$') < 0 && methodName.indexOf('<') < 0;
  }

  private static boolean startsWithAny(String className, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
