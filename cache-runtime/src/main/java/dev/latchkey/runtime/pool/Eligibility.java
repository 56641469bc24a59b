package dev.latchkey.runtime.pool;

import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Says of what an application asks for whether a connection of that kind may be kept at all: safety
 * rules POOL-4 and POOL-5. Looks at the arguments and the thread only. Stateless.
 */
final class Eligibility {
  private static final List<String> SERVERS =
      List.of(
          "jdbc:postgresql:",
          "jdbc:mysql:",
          "jdbc:mariadb:",
          "jdbc:sqlserver:",
          "jdbc:oracle:thin:");

  /** Forms that spread statements over several servers, whose sessions differ. */
  private static final List<String> SPREAD =
      List.of(
          "jdbc:mysql:replication:",
          "jdbc:mysql:loadbalance:",
          "jdbc:mysql+srv:",
          "jdbc:mariadb:replication:",
          "jdbc:mariadb:load-balance:",
          "jdbc:mariadb:loadbalance:",
          "jdbc:mariadb:load-balance-read:");

  /** Settings by which the driver takes the caller's identity from elsewhere. */
  private static final List<String> IDENTITIES =
      List.of(
          "authenticationpluginclassname",
          "authenticationplugins",
          "defaultauthenticationplugin",
          "integratedsecurity",
          "authentication",
          "authenticationscheme",
          "accesstoken",
          "accesstokencallbackclass",
          "gsscredential",
          "jaasapplicationname",
          "credentialtype",
          "propertiestransform",
          "oracle.net.authentication_services",
          "oracle.jdbc.tokenauthentication",
          "oracle.jdbc.accesstoken",
          "proxy_user_name",
          "proxy_type");

  private final List<String> servers;

  Eligibility() {
    this(List.of());
  }

  /** Takes addresses that begin with one of {@code more} for those of servers too. */
  Eligibility(List<String> more) {
    servers = java.util.stream.Stream.concat(SERVERS.stream(), more.stream()).toList();
  }

  /** Returns why no connection of this kind is kept, as a sentence, or null. */
  @Nullable String refusal(ConnectUrl url, Properties properties) {
    if (!beginsWithOne(url, servers)) {
      return "only connections to PostgreSQL, MySQL, MariaDB, SQL Server and Oracle are kept";
    }
    if (beginsWithOne(url, SPREAD)) {
      return "the driver spreads the statements of one connection over several servers";
    }
    if (properties.getClass() != Properties.class || !holdsTextAlone(properties)) {
      return "a property is not a text, so that two calls cannot be told to be equal";
    }
    if (setting(url, properties, "replication") != null) {
      return "replication connections are never kept";
    }
    for (String name : IDENTITIES) {
      if (setting(url, properties, name) != null) {
        return "the setting '" + name + "' takes the identity from outside the arguments";
      }
    }
    if (isMissing(setting(url, properties, "user"))
        || isMissing(setting(url, properties, "password"))) {
      return "user or password is not among the arguments, so who connects cannot be told";
    }
    return CurrentSubject.isPresent()
        ? "the thread runs as a security subject, which the driver may log in as"
        : null;
  }

  /** Returns a setting from the properties or, as drivers do, from the address. */
  static @Nullable String setting(ConnectUrl url, Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null && !name.equals("user") && !name.equals("password")) {
      value = inAnyCase(properties, name);
    }
    return value == null ? url.parameter(name) : value;
  }

  private static @Nullable String inAnyCase(Properties properties, String name) {
    for (Enumeration<?> names = properties.propertyNames(); names.hasMoreElements(); ) {
      if (names.nextElement() instanceof String each && each.equalsIgnoreCase(name)) {
        return properties.getProperty(each);
      }
    }
    return null;
  }

  /** Looks at the defaults behind the properties too, which only this enumeration shows. */
  private static boolean holdsTextAlone(Properties properties) {
    try {
      for (Enumeration<?> names = properties.propertyNames(); names.hasMoreElements(); ) {
        if (!(names.nextElement() instanceof String name) || properties.getProperty(name) == null) {
          return false;
        }
      }
      return true;
    } catch (ClassCastException notText) {
      return false;
    }
  }

  private static boolean isMissing(@Nullable String value) {
    return value == null || value.isEmpty();
  }

  private static boolean beginsWithOne(ConnectUrl url, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (url.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
